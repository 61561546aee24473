import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { getPriority } from 'node:os'
import { Recorder } from './testing/recorder.ts'

const prioritiesOfThreads = (): number[] =>
  readdirSync('/proc/self/task').map((thread) => {
    const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number.parseInt(fields[16] ?? '', 10)
  })

test('the projection runs below calls, and nothing else does', { skip: process.platform !== 'linux' }, async () => {
  const usual = getPriority()
  assert.deepEqual(new Set(prioritiesOfThreads()), new Set([usual]))
  await using recorder = new Recorder()
  await recorder.open()
  assert.equal(prioritiesOfThreads().filter((priority) => priority > usual).length, 1)
})
