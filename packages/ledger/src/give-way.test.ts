import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { test } from 'node:test'
import { engineGivesWay } from './give-way.ts'
import { Recorder } from './sqlite/audit/testing/recorder.ts'

const skip = process.platform !== 'linux'

interface Thread {
  readonly name: string
  readonly priority: number
}

const threads = (): Thread[] =>
  readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    return { name, priority: Number.parseInt(stat.split(') ')[1]?.split(' ')[16] ?? '', 10) }
  })

const loweredThreads = (): string[] =>
  threads()
    .filter(({ priority }) => priority > getPriority())
    .map(({ name }) => name)

test('the projection runs below calls, and nothing else does', { skip }, async () => {
  assert.deepEqual(loweredThreads(), [])
  await using recorder = new Recorder()
  await recorder.open()
  assert.deepEqual(loweredThreads(), ['WorkerThread'])
})

test('so do the threads of the engine', { skip }, () => {
  const before = new Set(loweredThreads())
  engineGivesWay()
  const lowered = loweredThreads().filter((name) => !before.has(name))
  assert.deepEqual(new Set(lowered), new Set(['V8Worker']))
  assert.equal(lowered.length, threads().filter(({ name }) => name === 'V8Worker').length)
})
