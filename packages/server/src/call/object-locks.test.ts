import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { ObjectLocks } from './object-locks.ts'

const PATIENCE_MS = 5_000

test('two calls on one object go one after another, in the order they came', async () => {
  const locks = new ObjectLocks(null)
  const order: string[] = []
  const call = async (name: string): Promise<void> => {
    const lock = await locks.acquire(['pi_1'], PATIENCE_MS)
    order.push(`${name} in`)
    await delay(2)
    order.push(`${name} out`)
    lock?.release()
  }
  await Promise.all(['a', 'b', 'c'].map(call))
  assert.deepEqual(order, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

test('calls on other objects do not wait, nor do calls on none', async () => {
  const locks = new ObjectLocks(null)
  await locks.acquire(['pi_1'], PATIENCE_MS)
  assert.ok((await locks.acquire(['pi_2'], 0)) !== null)
  assert.ok((await locks.acquire([], 0)) !== null)
  assert.ok((await locks.acquire([], 0)) !== null)
})

test('one call that names an object twice does not wait for itself', async () => {
  assert.ok((await new ObjectLocks(null).acquire(['pi_1', 'pi_1'], 0)) !== null)
})

test('a wait that is too long gives its place back, and lets no later one in early', async () => {
  const locks = new ObjectLocks(null)
  const first = await locks.acquire(['pi_1'], PATIENCE_MS)
  assert.equal(await locks.acquire(['pi_1'], 10), null)
  let thirdIn = false
  const third = locks.acquire(['pi_1'], PATIENCE_MS).then((release) => {
    thirdIn = true
    return release
  })
  await delay(20)
  assert.equal(thirdIn, false)
  first?.release()
  assert.ok((await third) !== null)
})

test('one that gave up frees its other objects too', async () => {
  const locks = new ObjectLocks(null)
  const first = await locks.acquire(['pi_1'], PATIENCE_MS)
  assert.equal(await locks.acquire(['pi_1', 'pi_2'], 5), null)
  const other = locks.acquire(['pi_2'], PATIENCE_MS)
  first?.release()
  assert.ok((await other) !== null)
})

test('to release twice changes nothing', async () => {
  const locks = new ObjectLocks(null)
  const first = await locks.acquire(['pi_1'], PATIENCE_MS)
  first?.release()
  first?.release()
  const second = await locks.acquire(['pi_1'], PATIENCE_MS)
  first?.release()
  assert.equal(await locks.acquire(['pi_1'], 5), null)
  second?.release()
})

test('whatever is named and however long one waits: never two on one object, no deadlock, nobody is forgotten', async () => {
  const call = fc.record({
    names: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
    holdsMs: fc.integer({ min: 0, max: 3 }),
    waitMs: fc.constantFrom(0, 2, PATIENCE_MS),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 14 }), async (calls) => {
      const locks = new ObjectLocks(null)
      const held = new Set<string>()
      const results = await Promise.all(
        calls.map(async ({ names, holdsMs, waitMs }) => {
          const lock = await locks.acquire(names, waitMs)
          if (lock === null) return waitMs < PATIENCE_MS
          const mine = new Set(names)
          const alone = [...mine].every((name) => !held.has(name))
          for (const name of mine) held.add(name)
          await delay(holdsMs)
          for (const name of mine) held.delete(name)
          lock.release()
          return alone
        }),
      )
      // All are through: every object is free again.
      const free = await locks.acquire(['a', 'b', 'c', 'd'], 50)
      return results.every(Boolean) && free !== null
    }),
    { numRuns: 80 },
  )
})
