import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ShortLived } from './short-lived.ts'

test('it is a map, whatever comes and goes', () => {
  const mine = new ShortLived<number>()
  const plain = new Map<string, number>()
  for (let step = 0; step < 20_000; step++) {
    const key = `call_${(step * 7919) % 3_000}`
    if (step % 3 === 0) assert.equal(mine.delete(key), plain.delete(key))
    else {
      mine.set(key, step)
      plain.set(key, step)
    }
    assert.equal(mine.get(key), plain.get(key))
  }
  assert.deepEqual(new Map(mine.entries()), plain)
  assert.ok(plain.size > 1_000, 'more than one map holds')
})

test('what was deleted is not kept', async () => {
  const mine = new ShortLived<object>()
  const gone = Array.from({ length: 100 }, (_, index) => passThrough(mine, `call_${index}`))
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  assert.deepEqual(
    gone.filter((ref) => ref.deref() !== undefined),
    [],
  )
})

/** In a function of its own, whose variables are gone afterwards. */
function passThrough(mine: ShortLived<object>, key: string): WeakRef<object> {
  const value = { key }
  mine.set(key, value)
  mine.delete(key)
  return new WeakRef(value)
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}
