import { admissionConformance } from './admission.ts'
import { type Crash, crashConformance } from './crash.ts'
import { type Durability, durabilityConformance } from './durability.ts'
import { endsConformance } from './ends.ts'
import { latePricesConformance } from './late-prices.ts'
import { keptAnswersConformance } from './kept-answers.ts'
import { limitsConformance } from './limits.ts'
import { moneyClassesConformance } from './money-classes.ts'
import { objectsConformance } from './objects.ts'
import { repeatsConformance } from './repeats.ts'
import type { OpenStore } from './rig.ts'
import { simulationConformance } from './simulation.ts'
import { unknownHoldsConformance } from './unknown-holds.ts'

/** What any store must do with money (SPEC section 6). `openStore` opens the given folder again, or a fresh one. */
export function moneyConformance(openStore: OpenStore, folders: Durability & Crash): void {
  admissionConformance(openStore)
  endsConformance(openStore)
  repeatsConformance(openStore)
  keptAnswersConformance(openStore, folders.newFolder)
  objectsConformance(openStore)
  latePricesConformance(openStore, folders.newFolder)
  unknownHoldsConformance(openStore, folders.newFolder)
  limitsConformance(openStore)
  moneyClassesConformance(openStore)
  durabilityConformance(openStore, folders)
  crashConformance(openStore, folders)
  simulationConformance(openStore, folders.newFolder)
}
