import { admissionConformance } from './admission.ts'
import { type Crash, crashConformance } from './crash.ts'
import { type Durability, durabilityConformance } from './durability.ts'
import { endsConformance } from './ends.ts'
import { limitsConformance } from './limits.ts'
import { objectsConformance } from './objects.ts'
import { repeatsConformance } from './repeats.ts'
import type { OpenStore } from './rig.ts'
import { simulationConformance } from './simulation.ts'

/** What any store must do with money (SPEC section 6). `openStore` opens the given folder again, or a fresh one. */
export function moneyConformance(openStore: OpenStore, folders: Durability & Crash): void {
  admissionConformance(openStore)
  endsConformance(openStore)
  repeatsConformance(openStore)
  objectsConformance(openStore)
  limitsConformance(openStore)
  durabilityConformance(openStore, folders)
  crashConformance(openStore, folders)
  simulationConformance(openStore, folders.newFolder)
}
