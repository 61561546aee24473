import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { CRASH_POINTS, drillFrom } from './drill.ts'

test('without a drill every point passes', () => {
  const drill = drillFrom(null)
  for (const point of CRASH_POINTS) drill(point)
})

test('a drill kills the process as kill -9 does, at its point and at the pass it was told', () => {
  const program = `
    import { drillFrom } from ${JSON.stringify(join(import.meta.dirname, 'drill.ts'))}
    import { writeSync } from 'node:fs'
    const drill = drillFrom({ point: 'after-send', pass: 3 })
    process.on('exit', () => writeSync(1, 'ended in order'))
    for (let pass = 1; pass <= 5; pass++) {
      drill('before-admit')
      writeSync(1, String(pass))
      drill('after-send')
    }
  `
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
  })
  assert.deepEqual([signal, stdout], ['SIGKILL', '123'])
})
