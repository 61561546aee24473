import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, HOUR_MS, type Instant, instant, microUsd } from '@keybrake/core'
import fc from 'fast-check'
import { changeDayReset, lineOf, linesOf, newBudget, roll } from './counters.ts'
import type { Budget } from './records/budget.ts'
import { windowAt } from './windows.ts'

const ANCHOR = instant(Date.parse('2026-03-02T09:30:00Z'))
const BERLIN = { kind: 'midnight', timezone: 'Europe/Berlin' } as const

function budget(at: Instant = ANCHOR): Budget {
  const caps = { day: microUsd(5_000_000n) }
  const command = {
    id: 'b',
    kind: 'key',
    name: 'key:k',
    caps,
    anchor: ANCHOR,
    dayReset: { kind: 'anchored' },
    run: null,
  } as const
  return newBudget(command, at)
}

const later = (ms: number): Instant => instant(ANCHOR + ms)

test('reading a window that is over shows it empty and leaves the record as it is', () => {
  const own = budget()
  own.counts.windows[1].spent = 7n
  const { start, spent, end } = windowAt(own, 1, later(DAY_MS))
  deepEqual({ start, spent, end }, { start: later(DAY_MS), spent: 0n, end: later(2 * DAY_MS) })
  equal(own.counts.windows[1].spent, 7n)
  equal(lineOf(own, 1, later(DAY_MS - 1)).spent, 7n)
})

test('a budget without a cap shows its total, without an end', () => {
  const own = budget()
  own.caps = [null, null, null, null]
  const [line, ...more] = linesOf(own, later(HOUR_MS))
  equal(more.length, 0)
  deepEqual([line?.window, line?.cap, line?.resetsAt], ['total', null, null])
})

test('a change of the day rule never lowers what the present window counts, and ends it on a boundary of the new rule', () => {
  const own = budget()
  own.counts.windows[1].spent = 4n
  changeDayReset(own, BERLIN, later(HOUR_MS))
  equal(windowAt(own, 1, later(DAY_MS)).spent, 4n)
  // The old window ended at 10:30 in Berlin; the first midnight after that is 13:30 hours later.
  const midnight = later(DAY_MS + 13.5 * HOUR_MS)
  equal(windowAt(own, 1, instant(midnight - 1)).spent, 4n)
  equal(windowAt(own, 1, midnight).spent, 0n)
  equal(windowAt(own, 1, midnight).start, midnight)
})

test('whatever time passes and whichever rules follow each other, windows follow each other without overlap', () => {
  const step = fc.record({
    passes: fc.integer({ min: 0, max: 5 * DAY_MS }),
    rule: fc.constantFrom('keep', 'midnight', 'anchored'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const own = budget()
      let at: number = ANCHOR
      let endBefore = own.counts.windows[1].start
      for (const { passes, rule } of steps) {
        at += passes
        if (rule !== 'keep') changeDayReset(own, rule === 'midnight' ? BERLIN : { kind: 'anchored' }, instant(at))
        const [, before] = own.counts.windows
        const oldStart = before.start
        const oldEnd = before.end
        roll(own, instant(at))
        const [, day] = own.counts.windows
        ok(day.start <= at && at < day.end, 'the present lies in the window')
        if (day.start !== oldStart) ok(day.start >= oldEnd, 'a new window begins after the old one')
        ok(day.start >= endBefore)
        endBefore = day.start
      }
    }),
    { numRuns: 200, seed: 6 },
  )
})
