import type { RegistryVerbs } from '../verb.ts'
import { principalById } from './principal-row.ts'

/** A deleted one too: its `deletedAt` says so. */
export const principal: RegistryVerbs['principal'] = (unit, id) => principalById(unit, id)
