/** Caps of one class of money, before the simulated Stripe: refunds apart from charges. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, stageOnSandbox } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

const PAID = charge(3_000, { confirm: 'true', payment_method: 'pm_card_visa' })

test('refunds stop at their own cap, in the error the SDK knows; charges go on to the key’s', async () => {
  const { id, vault_key: key } = await admin.issue({
    allowed_endpoints: ['payment_intents.*', 'refunds.create'],
    total_usd_cap: 100,
    caps: { refund: { daily_usd_cap: 10 } },
  })
  const paid = await call({ key, form: PAID })
  assert.equal(paid.status, 200, paid.text)
  const refund = (cents: number) =>
    call({
      key,
      path: '/stripe/v1/refunds',
      form: { payment_intent: String(paid.body['id']), amount: String(cents) },
    })
  const made = await refund(600)
  assert.equal(made.status, 200, made.text)
  assert.equal(made.headers.get('keybrake-remaining-usd'), '4')
  const refused = await refund(500)
  assert.equal(refused.code, 'cap_exhausted')
  assert.deepEqual(
    [refused.body['budget'], refused.body['window'], refused.body['cap_usd'], refused.body['spent_usd']],
    [`key:${id}:refund`, 'day', 10, 6],
  )
  assert.equal((await refund(400)).status, 200)
  assert.equal((await call({ key, form: PAID })).status, 200)
  assert.equal(sandbox.executed().length, 4)

  const shown = (await admin.request('GET', `/vault/keys/${id}`)).body
  assert.equal(shown['status'], 'active')
  assert.equal(spendLine(shown, `key:${id}:refund`, 'day')['spent_usd'], 10)
  assert.equal(spendLine(shown, `key:${id}`, 'total')['spent_usd'], 70)

  assert.deepEqual(
    [(await row(made.callId))['money_class'], (await row(paid.callId))['money_class']],
    ['refund', 'charge'],
  )
  const refunds = await admin.request('GET', `/vault/audit?key_id=${id}&money_class=refund`)
  assert.deepEqual(
    (refunds.body['data'] as readonly { readonly status: number }[]).map(({ status }) => status),
    [200, 429, 200],
  )
  const spend = await admin.request('GET', `/vault/spend?by=money_class&key_id=${id}`)
  assert.deepEqual(
    (spend.body['data'] as readonly { readonly group: string; readonly spent_usd: number }[]).map((line) => [
      line.group,
      line.spent_usd,
    ]),
    [
      ['charge', 60],
      ['refund', 10],
    ],
  )
})
