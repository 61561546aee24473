import { leftOut } from '@keybrake/core/testing'
import type { Made, Program } from './program.ts'

export { leftOut } from '@keybrake/core/testing'

export function orLeftOut(what: string, made: Made): Program | null {
  if (made.kind === 'ready') return made.run
  leftOut(what, made.why)
  return null
}
