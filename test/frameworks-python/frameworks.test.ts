/**
 * Agent frameworks and orchestrators, each group in an environment of its own: they are large, and want different versions of
 * the same packages. The tests write docs/clients/matrix-python.json.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preparePython, runPytest } from '../../scripts/lib/python-tests.ts'

const HERE = 'test/frameworks-python'

for (const group of ['toolkits', 'crews', 'orchestrators', 'dags']) {
  test(`${group}: a refusal is an answer`, async (t) => {
    const venv = `${HERE}/.venv-${group}`
    const missing = await preparePython(`${HERE}/requirements/${group}.txt`, venv)
    if (missing !== null) {
      t.skip(missing)
      return
    }
    const { passed, failed } = await runPytest(venv, ['-c', `${HERE}/pytest.ini`, `${HERE}/${group}`])
    assert.equal(failed, 0, 'see the output of pytest above')
    assert.ok(passed > 0)
  })
}
