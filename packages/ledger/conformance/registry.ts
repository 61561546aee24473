/** What every store must do with keys, budgets, connections, principals and the brake. */
import { registryKeys } from './registry-keys.ts'
import type { OpenStore } from './registry-world.ts'

export function registryConformance(open: OpenStore): void {
  registryKeys(open)
}
