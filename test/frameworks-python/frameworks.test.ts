/**
 * Agent frameworks and orchestrators, each group in an environment of its own: they are large, and want different versions of
 * the same packages. A reduced run takes the groups of CI; a whole one makes every environment anew, and runs the JavaScript
 * frameworks too, for which CI has a step of their own. Both write docs/clients/matrix.md.
 */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { readCells, today, writeCells, writeMatrixPage } from '../../scripts/lib/matrix.ts'
import { preparePython, runPytest } from '../../scripts/lib/python-tests.ts'
import { REPOSITORY, runCommand } from '../../scripts/lib/run-command.ts'
import { figure } from '../support/figures.ts'
import { goBuild } from '../support/go.ts'

const HERE = 'test/frameworks-python'
const JAVASCRIPT = 'test/frameworks-js'
const GROUPS = {
  toolkits: { job: 'CI', frameworks: ['openai', 'LangChain', 'LangGraph', 'OpenAI Agents SDK', 'Pydantic AI'] },
  orchestrators: { job: 'CI', frameworks: ['Celery', 'Prefect', 'Temporal'] },
  crews: { job: 'proof', frameworks: ['CrewAI'] },
  dags: { job: 'proof', frameworks: ['Airflow'] },
  workflows: { job: 'proof', frameworks: ["Temporal's server"] },
  executors: { job: 'proof', frameworks: ['Dagster on Celery', 'Dagster on Kubernetes'] },
} as const
/** Compiled from its modules, as it is in no package: some minutes, the first time. */
const TEMPORAL = 'node_modules/.cache/keybrake-frameworks/temporal'
const WHOLE = process.env['KEYBRAKE_PROOF'] === 'whole'

process.env['KEYBRAKE_FULL'] = '1'
after(writeMatrixPage)

for (const [group, { job, frameworks }] of Object.entries(GROUPS)) {
  if (job !== 'CI' && !WHOLE) continue
  test(`${group}: a refusal is an answer`, async (t) => {
    const startedMs = performance.now()
    const venv = `${HERE}/.venv-${group}`
    if (WHOLE) rmSync(REPOSITORY + venv, { recursive: true, force: true })
    const missing =
      (await preparePython(`${HERE}/requirements/${group}.txt`, venv)) ??
      (group === 'workflows' ? await temporalServer() : null)
    if (missing !== null) {
      markNotRun(frameworks, job, missing.split('\n', 1)[0] ?? '')
      t.skip(missing)
      return
    }
    const installedMs = performance.now()
    process.env['KEYBRAKE_MATRIX_JOB'] = job
    const { passed, failed, skipped } = await runPytest(venv, ['-c', `${HERE}/pytest.ini`, `${HERE}/${group}`])
    const seconds = (fromMs: number, toMs: number): string => `${Math.round((toMs - fromMs) / 1000)} s`
    figure(
      `${frameworks.join(', ')}: tests on the real one`,
      `${passed} passed, ${failed} failed, ${skipped} not run; ${seconds(startedMs, installedMs)} to install, ` +
        `${seconds(installedMs, performance.now())} to run`,
    )
    assert.equal(failed, 0, 'see the output of pytest above')
    assert.ok(passed > 0)
  })
}

if (WHOLE) {
  test('in JavaScript: a refusal is an answer', async () => {
    // Node's test runner does not start inside of another one's process.
    delete process.env['NODE_TEST_CONTEXT']
    rmSync(`${REPOSITORY}${JAVASCRIPT}/node_modules`, { recursive: true, force: true })
    const { code, output } = await runCommand(process.execPath, [`${JAVASCRIPT}/run.ts`], { echo: true })
    figure('the JavaScript frameworks: tests on the real one', output.trimEnd().split('\n').at(-1) ?? '')
    assert.equal(code, 0, 'see the output above')
  })
}

/** Null once it is there; else why not. */
async function temporalServer(): Promise<string | null> {
  process.env['KEYBRAKE_TEMPORAL'] = REPOSITORY + TEMPORAL
  const module = `${REPOSITORY}${HERE}/workflows/server`
  return goBuild(module, REPOSITORY + TEMPORAL, 'github.com/temporalio/cli/cmd/temporal')
}

function markNotRun(frameworks: readonly string[], job: string, ran: string): void {
  const others = readCells('Python').filter(({ framework }) => !frameworks.includes(framework))
  const missing = frameworks.map((framework) => {
    return { framework, version: null, ran, result: 'not run', job, date: today() } as const
  })
  writeCells('Python', [...others, ...missing])
}
