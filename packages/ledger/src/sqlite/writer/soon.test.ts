import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Soon } from './soon.ts'

test('what is asked for many times is done once within the moment, and again when it is asked for again', async () => {
  let done = 0
  const soon = new Soon(() => done++, 5)
  for (let count = 0; count < 10; count++) soon.ask()
  assert.equal(done, 0)
  await sleep(50)
  assert.equal(done, 1)
  soon.ask()
  await sleep(50)
  assert.equal(done, 2)
  soon.ask()
  soon.stop()
  await sleep(50)
  assert.equal(done, 2)
})
