/** `keybrake refusals`, `keybrake observe`, keys by connection, and what a call found in its budgets. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Scene, startScene } from '../support/with-sandbox.ts'
import { json, keybrakeOf, type Run, rows } from './support/keybrake.ts'

let scene: Scene
let keybrake: Run

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
})
after(() => scene[Symbol.asyncDispose]())

const charge = (bearer: string, cents = '100') =>
  scene.agent.call({ bearer, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })
const customer = (bearer: string) => scene.agent.call({ bearer, path: '/v1/customers', form: { name: 'a' } })

test('refusals are counted by code, label and operation, and summed by one of them', async () => {
  const narrow = await scene.admin.issue({
    label: 'narrow',
    allowed_endpoints: ['POST /v1/payment_intents'],
    total_usd_cap: 2,
  })
  const wide = await scene.admin.issue({ label: 'wide', total_usd_cap: 1 })
  for (let call = 0; call < 3; call++) assert.equal((await customer(narrow.vault_key)).code, 'endpoint_not_allowed')
  assert.equal((await charge(narrow.vault_key, '500')).code, 'cap_exhausted')
  assert.equal((await charge(wide.vault_key, '500')).code, 'cap_exhausted')

  const all = rows(await keybrake(['refusals', '--json']))
  assert.deepEqual(
    all.map(({ code, label, operation, count }) => [code, label, operation, count]),
    [
      ['endpoint_not_allowed', 'narrow', 'customers.create', 3],
      ['cap_exhausted', 'narrow', 'payment_intents.create', 1],
      ['cap_exhausted', 'wide', 'payment_intents.create', 1],
    ],
  )
  const byCode = rows(await keybrake(['refusals', '--by', 'code', '--json']))
  assert.deepEqual(
    byCode.map(({ code, count }) => [code, count]),
    [
      ['endpoint_not_allowed', 3],
      ['cap_exhausted', 2],
    ],
  )
  const table = (await keybrake(['refusals', '--by', 'label', '--per', 'day'])).stdout
  const day = new Date().toISOString().slice(0, 10)
  assert.match(table, /^FROM +LABEL +COUNT$/m)
  assert.match(table, new RegExp(`^${day}T00:00:00\\.000Z +narrow +4$`, 'm'))
  assert.match(table, new RegExp(`^${day}T00:00:00\\.000Z +wide +1$`, 'm'))
  const ofWide = rows(await keybrake(['refusals', '--label', 'wide', '--since', '1h', '--json']))
  assert.deepEqual(
    ofWide.map(({ label }) => label),
    ['wide'],
  )
  assert.match((await keybrake(['refusals', '--label', 'nobody'])).stderr, /Nothing was refused/)
  assert.match((await keybrake(['refusals', '--limit', '1'])).stderr, /there may be more/)
})

test('observe tells what a policy would have refused, and the cap that fits', async () => {
  const watched = await scene.admin.issue({
    label: 'tried out',
    mode: 'observe',
    allowed_endpoints: ['POST /v1/payment_intents'],
    daily_usd_cap: 1,
  })
  assert.equal((await charge(watched.vault_key, '4120')).status, 200)
  assert.equal((await customer(watched.vault_key)).status, 200)
  assert.equal((await customer(watched.vault_key)).status, 200)
  const shown = await keybrake(['observe', '-o', 'csv'])
  const [head, line] = shown.stdout.split('\r\n')
  assert.equal(head, 'label,keys,spent_usd,p99_daily_usd,suggested_daily_usd_cap,calls,would_refuse')
  assert.match(line ?? '', /^tried out,1,41\.2,41\.2,42,3,.*endpoint_not_allowed customers\.create 2×/)
  const [report] = rows(await keybrake(['observe', '--json']))
  assert.deepEqual([report?.['label'], report?.['suggested_daily_usd_cap']], ['tried out', 42])
  assert.match((await keybrake(['observe'])).stdout, /tried out/)
})

test('keys of one connection are listed and revoked by its name', async () => {
  await keybrake(
    [
      'connections',
      'create',
      'stripe-eu',
      '--vendor',
      'stripe',
      '--upstream',
      scene.sandbox.urls.stripe,
      '--secret-stdin',
    ],
    { input: scene.sandbox.credentials.stripe.secret_key },
  )
  const there = await scene.admin.issue({ connection: 'stripe-eu', total_usd_cap: 1 })
  const here = await scene.admin.issue({ total_usd_cap: 1 })
  const listed = rows(await keybrake(['keys', 'list', '--connection', 'stripe-eu', '--json']))
  assert.deepEqual(
    listed.map(({ id }) => id),
    [there.id],
  )
  const dry = await keybrake(['keys', 'revoke', '--connection', 'stripe-eu', '--dry-run'])
  assert.match(dry.stderr, /Live keys of the connection stripe-eu: 1 key\./)
  const done = await keybrake(['keys', 'revoke', '--connection', 'stripe-eu', '--yes', '--json'])
  assert.deepEqual(json(done), { revoked: 1, key_ids: [there.id] })
  assert.equal((await charge(here.vault_key)).status, 200)
})

test('a call is shown with what it found in its budgets, a refused one with what it left', async () => {
  const { vault_key: bearer } = await scene.admin.issue({ total_usd_cap: 20 })
  assert.equal((await charge(bearer, '1200')).status, 200)
  const second = await charge(bearer, '300')
  const refused = await charge(bearer, '900')
  const shown = async (callId: string | null) => (await keybrake(['calls', 'show', callId ?? ''])).stdout
  const table = await shown(second.callId)
  assert.match(table, /CAP +FOUND SPENT +FOUND HELD +SPENT +HELD +LEFT/)
  assert.match(table, /^key:\S+ +total +20\.00 +12\.00 +0\.00 +15\.00 +0\.00 +5\.00/m)
  assert.match(await shown(refused.callId), /CAP +SPENT +HELD +LEFT/)
})
