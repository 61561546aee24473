/** What every store must do with keys, budgets, connections, principals and the brake. */
import { registryAnyOrder } from './registry-any-order.ts'
import { registryBudgets } from './registry-budgets.ts'
import { registryChanges } from './registry-changes.ts'
import { registryConnections } from './registry-connections.ts'
import { registryKeys } from './registry-keys.ts'
import { registryLists } from './registry-lists.ts'
import { registryPrincipals } from './registry-principals.ts'
import { registryRevoke } from './registry-revoke.ts'
import { registryRuns } from './registry-runs.ts'
import type { OpenStore } from './registry-world.ts'

export type { OpenStore } from './registry-world.ts'

export function registryConformance(open: OpenStore): void {
  registryKeys(open)
  registryRuns(open)
  registryLists(open)
  registryRevoke(open)
  registryBudgets(open)
  registryConnections(open)
  registryPrincipals(open)
  registryChanges(open)
  registryAnyOrder(open)
}
