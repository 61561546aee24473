/** What any store must do. A store's test opens it and calls this. */
import { auditConformance } from './audit.ts'
import type { Crash } from './crash.ts'
import type { Durability } from './durability.ts'
import { moneyConformance } from './money.ts'
import { registryConformance } from './registry.ts'
import type { OpenStore } from './rig.ts'

export type { OpenStore } from './rig.ts'

/** `openStore` opens the given folder again, or a fresh one. */
export function storeConformance(openStore: OpenStore, folders: Durability & Crash): void {
  moneyConformance(openStore, folders)
  registryConformance(openStore)
  auditConformance(openStore, folders.newFolder)
}
