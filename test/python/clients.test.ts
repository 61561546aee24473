/**
 * The Python integrations in full: 60 partitions in one run, a backfill of 200 runs, the daemon's run retry, 20 × 50 tool calls
 * at once. `npm run proof -- clients` starts it; `npm test` runs the same tests with smaller numbers.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preparePython, runPytest } from '../../scripts/lib/python-tests.ts'

const SUITES = {
  'Dagster, the web frameworks, and the examples': [
    '-c',
    'python/pyproject.toml',
    ...['dagster', 'fastapi', 'web', 'examples'].map((folder) => `python/tests/${folder}`),
  ],
  'the published programs': ['test/python'],
}

process.env['KEYBRAKE_FULL'] = '1'
for (const [what, args] of Object.entries(SUITES)) {
  test(what, async () => {
    const missing = await preparePython()
    assert.equal(missing, null, missing ?? '')
    const { passed, failed, skipped } = await runPytest('.venv-test', args)
    assert.deepEqual({ failed, skipped }, { failed: 0, skipped: 0 }, 'see the output of pytest above')
    assert.ok(passed > 0)
  })
}
