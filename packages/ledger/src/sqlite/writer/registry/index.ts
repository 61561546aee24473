import type { RegistryVerbs } from '../verb.ts'
import { brake } from './brake.ts'
import { budget } from './budget.ts'
import { budgets } from './budgets.ts'
import { changeBudget } from './change-budget.ts'
import { changeConnection } from './change-connection.ts'
import { changeKey } from './change-key.ts'
import { connection } from './connection.ts'
import { connections } from './connections.ts'
import { createBudget } from './create-budget.ts'
import { createConnection } from './create-connection.ts'
import { createPrincipal } from './create-principal.ts'
import { deleteBudget } from './delete-budget.ts'
import { deleteConnection } from './delete-connection.ts'
import { deletePrincipal } from './delete-principal.ts'
import { endSession, isSessionEnded } from './end-session.ts'
import { holdings } from './holdings.ts'
import { issueKey } from './issue-key.ts'
import { key } from './key.ts'
import { issued } from './issued.ts'
import { keyByLookup } from './key-by-lookup.ts'
import { keys } from './keys.ts'
import { principal } from './principal.ts'
import { principalByCredential } from './principal-by-credential.ts'
import { principals } from './principals.ts'
import { reach } from './reach.ts'
import { revokeKeys } from './revoke-keys.ts'
import { rotateCredential } from './rotate-credential.ts'
import { setBrake } from './set-brake.ts'
import { setSetting } from './set-setting.ts'
import { setting } from './setting.ts'

/** Every method of `Registry` as the writer does it. */
export const registryVerbs: RegistryVerbs = {
  issueKey,
  issued,
  keyByLookup,
  key,
  keys,
  changeKey,
  revokeKeys,
  reach,
  createBudget,
  budget,
  budgets,
  changeBudget,
  deleteBudget,
  createConnection,
  connection,
  connections,
  changeConnection,
  deleteConnection,
  createPrincipal,
  principals,
  principal,
  holdings,
  principalByCredential,
  rotateCredential,
  deletePrincipal,
  brake,
  setBrake,
  endSession,
  isSessionEnded,
  setting,
  setSetting,
}
