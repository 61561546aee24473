/** Leaves out of a failing story whatever it fails without: steps first, then what went wrong with the steps that stay. */
import type { Step, Story } from './story.ts'

/** @param fails why the story fails when it is told again, or null. @returns why the shortest one does; null where none does again */
export async function shrink<Move>(
  story: Story<Move>,
  fails: (story: Story<Move>) => Promise<string | null>,
): Promise<string | null> {
  let why = await fails(story)
  if (why === null) return null
  let least = story
  for (let isShorter = true; isShorter; ) {
    isShorter = false
    for (const simpler of simplerThan(least)) {
      const still = await fails(simpler)
      if (still === null) continue
      least = simpler
      why = still
      isShorter = true
      break
    }
  }
  return why
}

function* simplerThan<Move>(story: Story<Move>): Generator<Story<Move>> {
  const { steps } = story
  const withStep = (at: number, step: Step<Move>): Story<Move> => ({ ...story, steps: steps.with(at, step) })
  for (const at of steps.keys()) yield { ...story, steps: steps.toSpliced(at, 1) }
  if (story.shares !== 'nothing' && story.keys === 1) yield { ...story, shares: 'nothing' }
  for (const [at, step] of steps.entries()) {
    if (step.twin) yield withStep(at, { ...step, twin: false })
    if (step.mishaps.length > 0) yield withStep(at, { ...step, mishaps: step.mishaps.slice(0, -1) })
    if (step.key > 0) yield withStep(at, { ...step, key: 0 })
  }
}
