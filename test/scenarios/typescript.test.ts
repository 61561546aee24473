/** `client.json` by the TypeScript client: each step is the call that a user writes. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AdminError, Keybrake } from '@keybrake/client'
import { startSandbox } from '@keybrake/sandbox'
import { ADMIN_KEY, startProduct } from '../support/product.ts'
import { stripeSettings } from '../support/with-sandbox.ts'
import { runSteps } from './run-typescript.ts'
import { scenarios } from './scenario.ts'

const sandbox = await startSandbox()
after(() => sandbox.close())
const shared = await startProduct({ env: stripeSettings(sandbox) })
after(() => shared.stop())

for (const scenario of scenarios())
  test(`the TypeScript client: ${scenario.name}`, async () => {
    const product = scenario.own_proxy === true ? await startProduct({ env: stripeSettings(sandbox) }) : shared
    const stop = () => (product === shared ? Promise.resolve() : product.stop().then(() => undefined))
    try {
      const client = new Keybrake({ url: product.url, apiKey: ADMIN_KEY })
      await runSteps(scenario, { client, sandbox, stopProxy: stop })
    } finally {
      await stop()
    }
  })

test('the runner can fail: a step that expects what does not happen is told', async () => {
  const client = new Keybrake({ url: shared.url, apiKey: ADMIN_KEY })
  const expectations = [{ status: 'revoked' }, { admin_error: { status: 422 } }, { total_usd_cap: '2' }]
  for (const expect of expectations) {
    const issue = {
      do: 'issue',
      with: { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: '1' },
      expect,
    } as const
    const run = runSteps({ name: 'wrong', steps: [issue] }, { client, sandbox, stopProxy: async () => undefined })
    await assert.rejects(run, (error: unknown) => !(error instanceof AdminError))
  }
})
