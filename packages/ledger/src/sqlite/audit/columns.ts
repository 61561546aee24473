/** What calls have in few variants, as their rows hold it: a number binds and compares in half the time of a text. */

export const DECISIONS = ['allowed', 'refused', 'observed'] as const
export type Decision = (typeof DECISIONS)[number]

const STATES: readonly string[] = ['free', 'settled', 'released', 'held', 'unknown', 'assumed']
/** States of calls whose money is not proven: an index of their own finds them. */
const OPEN: readonly string[] = ['held', 'unknown', 'assumed']

export const isOpenState = (state: string | undefined): boolean => state !== undefined && OPEN.includes(state)

/** -1 for a text that is no decision: no row has it. */
export const packDecision = (decision: string): number => DECISIONS.findIndex((name) => name === decision)

export const unpackDecision = (stored: number): Decision => DECISIONS[stored] ?? 'allowed'

/** A state that is not known here stands as its name. */
export function packState(state: string | null): number | string | null {
  if (state === null) return null
  const index = STATES.indexOf(state)
  return index < 0 ? state : index
}

export const unpackState = (stored: number | string | null): string | null =>
  typeof stored === 'number' ? (STATES[stored] ?? null) : stored

export const packSeqs = (seqs: readonly number[]): number | string | null =>
  seqs.length < 2 ? (seqs[0] ?? null) : seqs.join(' ')

export function unpackSeqs(stored: number | string | null): readonly number[] {
  if (typeof stored === 'number') return [stored]
  return stored === null ? [] : stored.split(' ').map((text) => Number.parseInt(text, 10))
}
