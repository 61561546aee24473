/** How long a proof runs, and the figures it leaves: `npm run proof` asks by environment and reads them back. */
import { appendFileSync } from 'node:fs'

const isReduced = process.env['KEYBRAKE_PROOF'] === 'reduced'
const file = process.env['KEYBRAKE_PROOF_FIGURES']

/** A proof started by hand is a whole one. */
export const sized = (whole: number, reduced: number): number => (isReduced ? reduced : whole)

/** Chance in a proof comes from here, so that a run can be had again: `npm run proof -- --seed N`. */
export const SEED: number = Number(process.env['KEYBRAKE_PROOF_SEED'] ?? '1')

/** One line of Markdown for the list of figures; `what` in words, then the figure. */
export function figure(what: string, value: string | number): void {
  const line = `- ${what}: **${typeof value === 'number' ? value.toLocaleString('en-US') : value}**\n`
  if (file !== undefined) appendFileSync(file, line)
  else process.stdout.write(line)
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
