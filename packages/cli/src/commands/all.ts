/** The only list of commands, in the order that help shows them. */
import type { Noun, Verb } from '../verb.ts'
import { audit } from './audit/noun.ts'
import { brake } from './brake/noun.ts'
import { budgets } from './budgets/noun.ts'
import { calls } from './calls/noun.ts'
import { complete, completion } from './completion.ts'
import { config } from './config.ts'
import { connections } from './connections/noun.ts'
import { doctor } from './doctor/doctor.ts'
import { drill } from './drill/drill.ts'
import { init } from './init/init.ts'
import { keys } from './keys/noun.ts'
import { mcp } from './mcp.ts'
import { bench, proof } from './measured.ts'
import { observe } from './observe.ts'
import { principals } from './principals/noun.ts'
import { recover } from './recover.ts'
import { refusals } from './refusals.ts'
import { spend } from './spend.ts'
import { start } from './start.ts'
import { top } from './top/top.ts'
import { version } from './version.ts'

export const commands: readonly (Noun | Verb)[] = [
  ...[start, init, keys, brake, top, audit, calls, spend],
  ...[refusals, observe, budgets, connections, principals],
  ...[doctor, drill, recover, config, mcp, bench, proof, completion, complete, version],
]
