import { brakeState } from '../records/connection.ts'
import type { RegistryVerbs } from '../verb.ts'

export const brake: RegistryVerbs['brake'] = (unit) => unit.brakes.all().map(brakeState)
