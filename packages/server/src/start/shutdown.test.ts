import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { onSignals } from './shutdown.ts'

interface Ending extends Disposable {
  readonly log: string[]
  inFlight: number
  nowMs: number
  flush: () => Promise<void>
}

/** Takes part in signals of this process until it is disposed of. */
function ending(): Ending {
  const before = { SIGTERM: process.listeners('SIGTERM'), SIGINT: process.listeners('SIGINT') }
  const state: Ending = {
    log: [],
    inFlight: 0,
    nowMs: 0,
    flush: () => Promise.resolve(),
    [Symbol.dispose]() {
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        for (const listener of process.listeners(signal))
          if (!before[signal].includes(listener)) process.off(signal, listener)
    },
  }
  onSignals(
    {
      log: pino({ level: 'silent' }),
      callsInFlight: () => state.inFlight,
      stopAccepting: () => {
        state.log.push('stop accepting')
        return new Promise(() => undefined)
      },
      closeIdle: () => undefined,
      flush: () => {
        state.log.push('flush')
        return state.flush()
      },
      elapsedMs: () => state.nowMs,
      exit: (code) => state.log.push(`exit ${code}`),
    },
    () => state.log.push('first'),
  )
  return state
}

test('the first signal stops accepting, waits for calls under way, flushes, and exits with 0', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    using end = ending()
    end.inFlight = 1
    process.emit(signal)
    await delay(60)
    assert.deepEqual(end.log, ['first', 'stop accepting'])
    end.inFlight = 0
    await delay(60)
    assert.deepEqual(end.log, ['first', 'stop accepting', 'flush', 'exit 0'])
  }
})

test('calls that take longer than half a minute are not waited for', async () => {
  using end = ending()
  end.inFlight = 1
  process.emit('SIGTERM')
  await delay(40)
  assert.ok(!end.log.includes('flush'))
  end.nowMs = 30_000
  await delay(60)
  assert.deepEqual(end.log.slice(-2), ['flush', 'exit 0'])
})

test('signals within one second are one signal; a later one ends at once', async () => {
  using end = ending()
  end.inFlight = 1
  process.emit('SIGINT')
  process.emit('SIGINT')
  end.nowMs = 1_000
  process.emit('SIGTERM')
  await delay(30)
  assert.deepEqual(end.log, ['first', 'stop accepting'])
  end.nowMs = 1_001
  process.emit('SIGTERM')
  assert.deepEqual(end.log, ['first', 'stop accepting', 'exit 1'])
  end.inFlight = 0
  await delay(40)
})

test('a store that does not close in order is told by the exit code', async () => {
  using end = ending()
  end.flush = () => Promise.reject(new Error('the disk is full'))
  process.emit('SIGTERM')
  await delay(30)
  assert.equal(end.log.at(-1), 'exit 1')
})
