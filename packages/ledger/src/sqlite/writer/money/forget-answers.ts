import type { Instant } from '@keybrake/core'
import type { Unit } from '../unit.ts'

/** Kept answers whose claims are over: a repeat would be a new call. */
export const forgetAnswers = (unit: Unit, commandAt: Instant): number => unit.answers.forget(unit.time(commandAt))
