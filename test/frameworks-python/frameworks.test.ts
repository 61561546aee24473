/**
 * Agent frameworks and orchestrators, each group in an environment of its own: they are large, and want different versions of
 * the same packages. The tests write docs/clients/matrix-python.json.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { preparePython, runPytest } from '../../scripts/lib/python-tests.ts'
import { REPOSITORY } from '../../scripts/lib/run-command.ts'

const HERE = 'test/frameworks-python'
const MATRIX = `${REPOSITORY}docs/clients/matrix-python.json`
const GROUPS = {
  toolkits: ['openai', 'LangChain', 'LangGraph', 'OpenAI Agents SDK', 'Pydantic AI'],
  crews: ['CrewAI'],
  orchestrators: ['Celery', 'Prefect', 'Temporal'],
  dags: ['Airflow'],
}

for (const [group, frameworks] of Object.entries(GROUPS)) {
  test(`${group}: a refusal is an answer`, async (t) => {
    const venv = `${HERE}/.venv-${group}`
    const missing = await preparePython(`${HERE}/requirements/${group}.txt`, venv)
    if (missing !== null) {
      markNotRun(frameworks, missing.split('\n', 1)[0] ?? '')
      t.skip(missing)
      return
    }
    const { passed, failed } = await runPytest(venv, ['-c', `${HERE}/pytest.ini`, `${HERE}/${group}`])
    assert.equal(failed, 0, 'see the output of pytest above')
    assert.ok(passed > 0)
  })
}

function markNotRun(frameworks: readonly string[], ran: string): void {
  const cells = JSON.parse(readFileSync(MATRIX, 'utf8')) as { readonly framework: string }[]
  const others = cells.filter(({ framework }) => !frameworks.includes(framework))
  const missing = frameworks.map((framework) => ({ framework, version: null, ran, result: 'not run' }))
  writeFileSync(MATRIX, `${JSON.stringify([...others, ...missing], null, 2)}\n`)
}
