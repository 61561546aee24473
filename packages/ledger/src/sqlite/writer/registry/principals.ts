import type { RegistryVerbs } from '../verb.ts'
import { livePrincipals } from './principal-row.ts'

/** Live ones only. */
export const principals: RegistryVerbs['principals'] = (unit) => livePrincipals(unit)
