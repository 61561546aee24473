/** A working day of a few agents, so that every page has something to show: what the screenshots and the checks of pages look at. */
import type { Scene } from './scene.ts'
import { charge } from './scene.ts'

export interface Story {
  readonly keyId: string
  readonly runBudgetId: string
  readonly unknownCallId: string
  readonly refusedCallId: string
}

export async function tell(scene: Scene): Promise<Story> {
  const { admin, sandbox } = scene
  const put = async (path: string, body: object) => (await admin.request('POST', path, body)).body
  await put('/vault/budgets', { name: 'team-billing', monthly_usd_cap: 2_000, daily_usd_cap: 400 })
  await put('/vault/budgets', { name: 'refund-desk', total_usd_cap: 150 })
  await put('/vault/principals', {
    name: 'dagster',
    role: 'issuer',
    ceilings: { vendors: ['stripe'], max_usd_cap: 500, max_ttl: '4h', daily_usd_cap: 1_000 },
  })
  await put('/vault/principals', { name: 'finance', role: 'auditor' })

  const nightly = []
  for (const step of ['charge', 'retry', 'receipts'])
    nightly.push(
      await admin.issue({
        label: `nightly-billing/${step}`,
        run: 'dagster/2026-11-29',
        total_usd_cap: 300,
        budgets: ['team-billing'],
        tags: { team: 'billing', env: 'prod' },
        allowed_endpoints: ['payment_intents.create', 'refunds.create', 'GET /v1/customers/*'],
      }),
    )
  for (const [index, key] of nightly.entries())
    for (let n = 0; n < 6 - index; n++) await charge(scene, key.vault_key, 1_990 + 350 * n + 40 * index, `cus_${n}`)

  const support = await admin.issue({
    label: 'support-agent',
    total_usd_cap: 60,
    budgets: ['refund-desk'],
    tags: { team: 'support', env: 'prod' },
    parameters: { amount: { max: 5_000 }, currency: { in: ['usd'] } },
    allowed_endpoints: ['payment_intents.create'],
  })
  for (let n = 0; n < 3; n++) await charge(scene, support.vault_key, 2_400, `cus_${n}`)
  const refused = await charge(scene, support.vault_key, 9_900)
  for (let n = 0; n < 4; n++)
    await scene.agent.call({ bearer: support.vault_key, path: '/v1/payouts', form: { amount: '100', currency: 'usd' } })

  const watcher = await admin.issue({
    label: 'new-agent',
    total_usd_cap: 500,
    mode: 'observe',
    allowed_endpoints: ['customers.list'],
  })
  for (let n = 0; n < 3; n++) await charge(scene, watcher.vault_key, 1_250, `cus_${n}`)

  const mail = await admin.issue({ vendor: 'resend', label: 'digest', daily_usd_cap: 5, tags: { team: 'growth' } })
  await fetch(`${scene.product.url}/resend/emails`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mail.vault_key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ from: 'a@acme.test', to: ['b@acme.test'], subject: 'Digest', text: 'Hello' }),
  })

  const checkout = await admin.issue({
    label: 'checkout',
    run: 'checkout/41',
    total_usd_cap: 90,
    tags: { team: 'shop' },
  })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
  const unknown = await charge(scene, checkout.vault_key, 4_200, 'cus_unknown')
  await charge(scene, checkout.vault_key, 1_800)
  await charge(scene, checkout.vault_key, 7_500)
  const gone = await admin.issue({ label: 'old-job', total_usd_cap: 10 })
  await admin.request('DELETE', `/vault/keys/${gone.id}`, { reason: 'job finished' })
  const runs = (await admin.request('GET', '/vault/budgets?kind=run')).body['data'] as { id: string; name: string }[]
  return {
    keyId: nightly[0]?.id ?? '',
    runBudgetId: runs.find(({ name }) => name === 'run:dagster/2026-11-29')?.id ?? '',
    unknownCallId: unknown.callId ?? '',
    refusedCallId: refused.callId ?? '',
  }
}

/** Every page, by a name that a file can have. */
export const pages = (story: Story): Readonly<Record<string, string>> => ({
  feed: '/',
  call: `/?call=${story.refusedCallId}`,
  audit: '/audit',
  keys: '/keys',
  key: `/keys/${story.keyId}`,
  'new-key': '/keys/new',
  budgets: '/budgets',
  runs: '/runs',
  run: `/runs/${story.runBudgetId}`,
  spend: '/spend',
  unknown: '/unknown',
  refusals: '/refusals',
  observe: '/observe',
  connections: '/connections',
  connection: '/connections/stripe',
  principals: '/principals',
})
