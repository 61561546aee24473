import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { PrincipalUses } from './principal-uses.ts'

const MINUTE_MS = 60_000

function rig() {
  const stored = new Map<string, string>()
  const writes: string[] = []
  let isWritable = true
  const registry = {
    setting: (name: string) => Promise.resolve(stored.get(name) ?? null),
    setSetting: (name: string, value: string) => {
      writes.push(value)
      if (!isWritable) return Promise.reject(new Error('the disk is full'))
      stored.set(name, value)
      return Promise.resolve()
    },
  }
  return {
    uses: new PrincipalUses(registry),
    another: () => new PrincipalUses(registry),
    writes,
    breaks: (is: boolean) => void (isWritable = !is),
  }
}

test('a use is known to the moment here, and written once in ten minutes', async () => {
  const { uses, another, writes } = rig()
  assert.equal(await uses.lastOf('p'), null)
  for (let at = 1; at <= 10 * MINUTE_MS; at += 500) uses.note('p', instant(at))
  assert.deepEqual(writes, ['1'])
  assert.deepEqual([await uses.lastOf('p'), await another().lastOf('p')], [599_501, 1])
  uses.note('p', instant(10 * MINUTE_MS + 1))
  assert.deepEqual(writes, ['1', '600001'])
  assert.equal(await another().lastOf('p'), 600_001)
})

test('what could not be written is tried again at the next use', async () => {
  const { uses, writes, breaks } = rig()
  breaks(true)
  uses.note('p', instant(5))
  await new Promise((resolve) => setImmediate(resolve))
  breaks(false)
  uses.note('p', instant(6))
  assert.deepEqual([writes, await uses.lastOf('p')], [['5', '6'], 6])
})
