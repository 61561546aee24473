/** Two operators, one budget: what the other one changed meanwhile, and nothing of it overwritten unseen. */
import { Problem } from '../../api/problem.ts'
import type { Budget } from '../../api/types.ts'
import { CAP_FIELDS, type CapTexts, capTextsOf } from './cap-changes.ts'

/** The budget as it is now, where a change failed because someone else's came first. */
export function changedMeanwhile(error: unknown): Budget | null {
  if (!(error instanceof Problem) || error.status !== 412) return null
  const current = error.members['current']
  return typeof current === 'object' && current !== null && 'id' in current ? (current as Budget) : null
}

export interface CapConflict {
  readonly words: string
  readonly before: string
  readonly theirs: string
  readonly mine: string
}

/** Caps that differ from those the form was opened with. */
export function conflictsOf(before: CapTexts, current: Budget, mine: CapTexts): readonly CapConflict[] {
  const theirs = capTextsOf(current)
  return CAP_FIELDS.filter(({ name }) => theirs[name] !== before[name]).map(({ name, words }) => ({
    words,
    before: before[name] || 'no cap',
    theirs: theirs[name] || 'no cap',
    mine: mine[name].trim() || 'no cap',
  }))
}

/** My changes upon theirs: what I did not touch is as they left it. */
export const rebased = (before: CapTexts, current: Budget, mine: CapTexts): CapTexts => {
  const theirs = capTextsOf(current)
  return Object.fromEntries(
    CAP_FIELDS.map(({ name }) => [name, mine[name].trim() === before[name].trim() ? theirs[name] : mine[name]]),
  ) as CapTexts
}
