/** The only list of admin calls, by path: that is how the document shows them. */
import type { AnyOperation } from '../operation.ts'
import * as audit from './audit.ts'
import * as budgets from './budgets.ts'
import * as connections from './connections.ts'
import * as keys from './keys.ts'
import * as operators from './operators.ts'
import * as session from './session.ts'
import * as system from './system.ts'

export const operations: readonly AnyOperation[] = [keys, budgets, connections, operators, audit, session, system]
  .flatMap((folder) => Object.values(folder) as AnyOperation[])
  .sort((a, b) => (a.path < b.path ? -1 : 1))
