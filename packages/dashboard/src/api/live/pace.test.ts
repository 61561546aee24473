import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pace, RUSH_PER_SECOND } from './pace.ts'

const CALM_MS = new Pace().drawMs(0)

/** So many rows in each of these seconds, spread over it; the pace at the end of each. */
function through(perSecond: readonly number[]): readonly (number | null)[] {
  const pace = new Pace()
  return perSecond.map((rows, second) => {
    for (let tenth = 0; tenth < 10; tenth++) pace.count(rows / 10, second * 1_000 + tenth * 100)
    return pace.rush((second + 1) * 1_000)
  })
}

test('rows that an eye can follow are drawn as they come, faster ones less often, with their number', () => {
  assert.deepEqual(through([200, 300, 1_000, 900, 0]), [null, null, 1_000, 900, null])
  const pace = new Pace()
  pace.count(1_000, 500)
  assert.equal(pace.drawMs(900), CALM_MS, 'the second is not over')
  assert.ok(pace.drawMs(1_000) > 3 * CALM_MS)
})

test('around the bound the pace does not go to and fro', () => {
  const near = RUSH_PER_SECOND * 0.9
  assert.deepEqual(through([near, RUSH_PER_SECOND + 10, near, near, RUSH_PER_SECOND / 2]), [
    null,
    RUSH_PER_SECOND + 10,
    near,
    near,
    null,
  ])
})

test('when nothing comes any more, no rush is told of', () => {
  const pace = new Pace()
  pace.count(5_000, 100)
  assert.equal(pace.rush(1_500), 5_000)
  assert.equal(pace.rush(60_000), null)
})
