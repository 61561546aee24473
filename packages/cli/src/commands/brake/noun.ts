import type { Noun } from '../../verb.ts'
import { brakeOff } from './off.ts'
import { brakeOn } from './on.ts'
import { brakeStatus } from './status.ts'

export const brake: Noun = {
  name: 'brake',
  summary: 'The global stop: of every vendor, or of one',
  alone: brakeStatus,
  verbs: [brakeOn, brakeOff, brakeStatus],
}
