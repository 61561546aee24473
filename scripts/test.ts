/**
 * `npm test`: every test that needs minutes at most. Beside the code (`packages/**`), of the whole product (`test/**`, but
 * for the suites that `.ci/run` and `npm run proof` start: load, crash, chaos, conservation, growth, the conformance of every
 * other store than the usual one, and those that must install or build
 * something first: a browser, agent frameworks, fakes that others wrote), and in Python. Last line: `N passed, N failed`.
 *
 * `npm test -- <glob>…` runs only those files, without Python.
 */
import { availableParallelism } from 'node:os'
import { runNodeTests } from './lib/node-tests.ts'
import { preparePython, runPythonTests } from './lib/python-tests.ts'

const UNIT = [
  'packages/**/!(*conformance).test.ts',
  'packages/ledger/src/sqlite/conformance.test.ts',
  'scripts/lib/**/*.test.ts',
  'bench/lib/**/*.test.ts',
]
const WHOLE_PRODUCT = [
  'test/*.test.ts',
  'test/!(load|crash|chaos|conservation|python|support|fakes|growth|browser|frameworks-*)/*.test.ts',
]
const chosen = process.argv.slice(2)
const inCi = process.env['CI'] === 'true'

const runs = chosen.length > 0 ? [await runNodeTests(chosen, 1)] : await all()
const passed = runs.reduce((sum, run) => sum + run.passed, 0)
const failed = runs.reduce((sum, run) => sum + run.failed, 0)
const skipped = runs.reduce((sum, run) => sum + run.skipped, 0)
if (skipped > 0) process.stdout.write(`${skipped} skipped: see the lines marked above\n`)
if (passed + failed === 0) process.stdout.write('no test was found\n')
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

async function all() {
  // One more than there are cores: some wait for a disk or a clock.
  const unit = await runNodeTests(UNIT, availableParallelism() + 1)
  // Some of the tests below want it too, and it is made once.
  await preparePython()
  // Each of these starts the product, and waits most of the time; with more at once they would wait for each other's load.
  const [whole, python] = await Promise.all([
    runNodeTests(WHOLE_PRODUCT, Math.min(2, availableParallelism())),
    runPythonTests(),
  ])
  if (python.kind === 'ran') {
    process.stdout.write(`\nthe Python tests, which ran beside these:\n${python.output}\n`)
    return [unit, whole, python.counts]
  }
  process.stdout.write(`\n*** LEFT OUT: the Python tests (real Dagster, FastAPI and stripe). ${python.why}\n`)
  process.stdout.write(inCi ? '*** With CI=true that is a failure.\n\n' : '\n')
  return [unit, whole, { passed: 0, failed: inCi ? 1 : 0, skipped: 0 }]
}
