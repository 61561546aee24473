/** The only list of routes. */
import type { Route } from '../route.ts'
import { listAudit } from './audit/list.ts'
import { readAudit } from './audit/read.ts'
import { resolveCall } from './audit/resolve.ts'
import { verifyAudit } from './audit/verify.ts'
import { readBrake } from './brake/read.ts'
import { setBrake } from './brake/set.ts'
import { changeBudget } from './budgets/change.ts'
import { createBudget } from './budgets/create.ts'
import { deleteBudget } from './budgets/delete.ts'
import { listBudgets } from './budgets/list.ts'
import { readBudget } from './budgets/read.ts'
import { changeConnection } from './connections/change.ts'
import { createConnection } from './connections/create.ts'
import { deleteConnection } from './connections/delete.ts'
import { listConnections } from './connections/list.ts'
import { readConnection } from './connections/read.ts'
import { streamEvents } from './events/stream.ts'
import { changeKey } from './keys/change.ts'
import { issueKey, issueKeyV1 } from './keys/issue.ts'
import { listKeys, listKeysV1 } from './keys/list.ts'
import { readKey, readKeyV1 } from './keys/read.ts'
import { revokeKeys } from './keys/revoke.ts'
import { deleteKey, deleteKeyV1 } from './keys/revoke-one.ts'
import { readObserve } from './observe/read.ts'
import { createPrincipal } from './principals/create.ts'
import { deletePrincipal } from './principals/delete.ts'
import { listPrincipals } from './principals/list.ts'
import { readPrincipal } from './principals/read.ts'
import { rotatePrincipal } from './principals/rotate.ts'
import { signIn } from './session/create.ts'
import { signOut } from './session/end.ts'
import { readSession } from './session/read.ts'
import { readSpend } from './spend/read.ts'
import { readRefusals } from './spend/refusals.ts'
import { readStatus } from './status/read.ts'
import { docs, docsFile, openapiDocument } from './system/docs.ts'
import { healthz, readyz } from './system/health.ts'
import { metrics } from './system/metrics.ts'
import { listVendors } from './vendors/list.ts'

export const routes: readonly Route[] = [
  ...[issueKey, listKeys, readKey, changeKey, deleteKey, revokeKeys],
  ...[issueKeyV1, listKeysV1, readKeyV1, deleteKeyV1],
  ...[listBudgets, createBudget, readBudget, changeBudget, deleteBudget],
  ...[listConnections, createConnection, readConnection, changeConnection, deleteConnection],
  ...[readBrake, setBrake],
  ...[listPrincipals, createPrincipal, readPrincipal, rotatePrincipal, deletePrincipal],
  ...[
    listAudit,
    readAudit,
    resolveCall,
    verifyAudit,
    readSpend,
    readRefusals,
    readObserve,
    readStatus,
    streamEvents,
    listVendors,
  ],
  ...[signIn, readSession, signOut],
  ...[healthz, readyz, metrics, openapiDocument, docs, docsFile],
]
