import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { Gate } from './gate.ts'

test('where there is room a call enters at once, without a promise', () => {
  const gate = new Gate({ inFlightMax: 2, waitMsMax: 1_000 })
  assert.deepEqual([gate.enter(), gate.enter(), gate.inFlight], [true, true, 2])
  gate.leave()
  assert.deepEqual([gate.inFlight, gate.enter()], [1, true])
})

test('the next places go to those who wait, first come first served', async () => {
  const gate = new Gate({ inFlightMax: 1, waitMsMax: 1_000 })
  void gate.enter()
  const order: number[] = []
  const waiting = [1, 2, 3].map(async (number) => {
    assert.equal(await gate.enter(), true)
    order.push(number)
    gate.leave()
  })
  gate.leave()
  await Promise.all(waiting)
  assert.deepEqual([order, gate.inFlight], [[1, 2, 3], 0])
})

test('who comes while others wait does not overtake them', async () => {
  const gate = new Gate({ inFlightMax: 1, waitMsMax: 1_000 })
  void gate.enter()
  const waiting = gate.enter()
  gate.leave()
  const late = gate.enter()
  assert.notEqual(late, true)
  assert.equal(await waiting, true)
  gate.leave()
  assert.equal(await late, true)
})

test('a wait that is too long ends in false, and its place is nobody’s', async () => {
  const gate = new Gate({ inFlightMax: 1, waitMsMax: 15 })
  void gate.enter()
  const startMs = performance.now()
  assert.equal(await gate.enter(), false)
  assert.ok(performance.now() - startMs >= 14)
  gate.leave()
  assert.deepEqual([gate.inFlight, gate.enter()], [0, true])
})

test('never more than the limit are inside, whoever comes, waits, gives up and leaves', async () => {
  const visit = fc.record({ comesMs: fc.integer({ min: 0, max: 4 }), staysMs: fc.integer({ min: 0, max: 4 }) })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(visit, { maxLength: 25 }),
      fc.constantFrom(1, 3, 2_000),
      async (inFlightMax, visits, waitMsMax) => {
        const gate = new Gate({ inFlightMax, waitMsMax })
        let inside = 0
        let most = 0
        await Promise.all(
          visits.map(async ({ comesMs, staysMs }) => {
            await delay(comesMs)
            if (!(await gate.enter())) return
            most = Math.max(most, ++inside)
            await delay(staysMs)
            inside--
            gate.leave()
          }),
        )
        return most <= inFlightMax && gate.inFlight === 0
      },
    ),
    { numRuns: 60 },
  )
})
