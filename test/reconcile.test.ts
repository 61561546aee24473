/** What a vendor's own books show that did not pass the proxy, as an operator finds it out: `scripts/reconcile.ts`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Json } from './support/admin.ts'
import { ADMIN_KEY, REPOSITORY } from './support/product.ts'
import { charge, eventually, stageOnSandbox } from './support/stage.ts'

const { sandbox, product, admin, call, row } = await stageOnSandbox()
const PAID = { payment_method: 'pm_card_visa', confirm: 'true' }

async function reconcile(...args: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/reconcile.ts', ...args], {
    cwd: REPOSITORY,
    env: { KEYBRAKE_URL: product.url, KEYBRAKE_API_KEY: ADMIN_KEY },
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}

async function strays(): Promise<{
  readonly seen: number
  readonly strays: readonly Json[]
  readonly code: number | null
}> {
  const { code, stdout, stderr } = await reconcile('stripe', '--since', '1h', '--json')
  assert.equal(stderr, '')
  const report = JSON.parse(stdout) as { readonly seen: number; readonly strays: readonly Json[] }
  return { ...report, code }
}

/** As whoever got hold of the real secret would. */
async function past(path: string, form: Readonly<Record<string, string>>): Promise<Json> {
  const answer = await fetch(sandbox.urls.stripe + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.stripe.secret_key}` },
    body: new URLSearchParams(form),
  })
  assert.equal(answer.status, 200)
  return (await answer.json()) as Json
}

const key = await admin.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 1000 })
const through = (path: string, form: Record<string, string>) =>
  call({ key: key.vault_key, path: `/stripe${path}`, form })

test('what passed the proxy is no stray: charges, refunds, payouts, and one whose answer was lost', async () => {
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.push(String((await through('/v1/payment_intents', charge(3000, PAID))).body['id']))
  await through('/v1/refunds', { payment_intent: ids[0] ?? '', amount: '500' })
  await through('/v1/payouts', { amount: '700', currency: 'usd' })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after', match: { method: 'POST' } })
  const { callId } = await through('/v1/payment_intents', charge(4000, PAID))
  await eventually(async () => assert.equal((await row(callId))['state'], 'unknown'))
  const report = await strays()
  assert.deepEqual([report.code, report.seen, report.strays], [0, 6, []])
})

test('what came past it is listed: also a refund of a charge of ours, what a read has seen, and a copied mark', async () => {
  const before = (await strays()).seen
  const ours = await through('/v1/payment_intents', charge(2000, PAID))
  const intent = String(ours.body['id'])
  const stolen = await past('/v1/payment_intents', charge(9000, PAID))
  const copied = await past('/v1/payment_intents', { ...charge(8000, PAID), 'metadata[keybrake_call]': ours.callId })
  const refund = await past('/v1/refunds', { payment_intent: intent, amount: '100' })
  // Reading it, or changing what is free to change, vouches for nothing.
  await call({ key: key.vault_key, path: `/stripe/v1/payment_intents/${String(stolen['id'])}` })
  await through(`/v1/payment_intents/${String(stolen['id'])}`, { description: 'seen' })
  const report = await strays()
  assert.deepEqual([report.code, report.seen], [1, before + 4])
  assert.deepEqual(
    report.strays.map(({ type, amount }) => [type, amount]),
    [
      ['refund', '-100'],
      ['charge', '8000'],
      ['charge', '9000'],
    ],
  )
  assert.deepEqual(report.strays[0]?.['objects'], [refund['id']])
  const found = report.strays.slice(1).map(({ objects }) => (objects as string[])[1])
  assert.deepEqual(found, [copied['id'], stolen['id']])
  assert.equal(report.strays[1]?.['call_id'], ours.callId)
})

test('for people there is a line each, and sums by type', async () => {
  const { code, stdout } = await reconcile('stripe', '--since', new Date(Date.now() - 3_600_000).toISOString())
  assert.equal(code, 1)
  assert.match(stdout, /^stripe: 10 movements since \S+, 3 did not pass the proxy\n/)
  assert.match(stdout, /\n2 × charge {2}17000 usd\n$/)
  assert.match(stdout, /\n1 × refund {2}-100 usd\n/)
  assert.equal((await reconcile('stripe', '--since', '2999-01-01')).code, 0)
})

test('the books are read through the proxy: every page has its row, and the key that read them is revoked', async () => {
  const rows = await admin.audit('label=reconcile')
  assert.ok(rows.length > 0)
  assert.ok(
    rows.every(
      ({ path, method, cost_usd }) => path === '/v1/balance_transactions' && method === 'GET' && cost_usd === 0,
    ),
  )
  const { data } = (await admin.request('GET', '/vault/keys?label=reconcile')).body as { data: Json[] }
  assert.ok(data.length > 0 && data.every(({ status }) => status === 'revoked'))
})

test('what cannot be found out is said, and never looks like a clean account', async () => {
  for (const [args, why] of [
    [['stripe'], /usage/],
    [['stripe', '--since', 'yesterday'], /usage/],
    [['nobody', '--since', '1h'], /nobody|no connection/i],
    [['twilio', '--since', '1h'], /books of twilio cannot be read/],
  ] as const) {
    const { code, stdout, stderr } = await reconcile(...args)
    assert.deepEqual([code, stdout], [2, ''], stderr)
    assert.match(stderr, why)
  }
  sandbox.order({ vendor: 'stripe', kind: 'garbage_body', match: { method: 'GET' } })
  const { code, stderr } = await reconcile('stripe', '--since', '1h')
  assert.equal(code, 2)
  assert.match(stderr, /no page of its books/)
})
