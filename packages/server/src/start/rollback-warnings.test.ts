import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RollbackWarnings } from './rollback-warnings.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

function rig() {
  let nowMs = 0
  let asked = 0
  let answer: () => Promise<readonly string[]> = () => Promise.resolve([])
  const logged: unknown[] = []
  const warnings = new RollbackWarnings(
    () => {
      asked++
      return answer()
    },
    { elapsedMs: () => nowMs },
    { warn: (...args: unknown[]) => void logged.push(args) },
  )
  return {
    warnings,
    logged,
    asked: () => asked,
    pass: (ms: number) => void (nowMs += ms),
    answers: (next: typeof answer) => void (answer = next),
  }
}

test('warnings are asked for at the start and then once a minute, however often they are read', async () => {
  const { warnings, asked, pass, answers } = rig()
  await settled()
  answers(() => Promise.resolve(['fsync is off']))
  for (let reads = 0; reads < 50; reads++) assert.deepEqual(warnings.current, [])
  pass(59_999)
  assert.deepEqual([warnings.current, asked()], [[], 1])
  pass(1)
  assert.deepEqual(warnings.current, [], 'nobody waits for the answer')
  await settled()
  assert.deepEqual([warnings.current, asked()], [['fsync is off'], 2])
})

test('one that hangs is not asked again meanwhile, and one that fails takes nothing back', async () => {
  const { warnings, asked, pass, answers, logged } = rig()
  await settled()
  answers(() => Promise.resolve(['fsync is off']))
  pass(60_000)
  void warnings.current
  await settled()
  answers(() => Promise.reject(new Error('no way there')))
  pass(60_000)
  void warnings.current
  await settled()
  assert.deepEqual(warnings.current, ['fsync is off'])
  assert.equal(logged.length, 2, 'the finding, and that it could not be asked')
  answers(() => new Promise(() => undefined))
  pass(60_000)
  void warnings.current
  pass(600_000)
  void warnings.current
  assert.equal(asked(), 4)
})
