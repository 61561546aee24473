/** Answers that say less than the truth, or say it in the words of another year: they never make room under a cap. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../support/admin.ts'
import { charge, stageOnRecorder } from '../support/stage.ts'
import { sendJson } from '../support/upstream.ts'
import { spendLine } from '../support/with-sandbox.ts'

/** What the vendor says next: to a question, and to a call. */
let asked: Json = {}
let told: { readonly status: number; readonly body: Json } = { status: 200, body: {} }
const { admin, call } = await stageOnRecorder(({ method }, response) =>
  method === 'GET' ? sendJson(response, 200, asked) : sendJson(response, told.status, told.body),
)

async function countedAfter(path: string, form: Record<string, string>, times = 1): Promise<number> {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 1_000 })
  for (let time = 0; time < times; time++)
    await call({ key: vault_key, method: 'POST', path: `/stripe/v1/${path}`, form })
  const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
  return Number(line['spent_usd']) + Number(line['held_usd'])
}

const intent = (more: Json): Json => ({ object: 'payment_intent', currency: 'usd', ...more })

test('a refused payment stays counted where it left an intent that can be paid, in the words of any API version', async () => {
  for (const status of ['requires_source', 'requires_source_action', 'requires_payment_method', 'a_word_of_2031']) {
    const left = intent({ id: `pi_${status}`, amount: 500, status })
    told = { status: 400, body: { error: { type: 'invalid_request_error', payment_intent: left } } }
    assert.equal(await countedAfter('payment_intents', charge(500, { confirm: 'true' })), 5, status)
  }
})

test('a capture that is answered with less than it was to take counts what it was to take', async () => {
  const id = 'pi_captured'
  asked = intent({ id, amount: 10_000, amount_received: 0, amount_capturable: 10_000, status: 'requires_capture' })
  told = { status: 200, body: intent({ id, amount: 10_000, amount_received: 1, status: 'succeeded' }) }
  assert.equal(await countedAfter(`payment_intents/${id}/capture`, { amount_to_capture: '10000' }), 100)
})

test('a confirm that is answered with another amount than was asked counts what was asked', async () => {
  const id = 'pi_confirmed'
  asked = intent({ id, amount: 10_000, amount_received: 0, status: 'requires_confirmation' })
  told = { status: 200, body: intent({ id, amount: 1, status: 'succeeded' }) }
  assert.equal(await countedAfter(`payment_intents/${id}/confirm`, {}), 100)
})

test('two creates that are answered with one id count twice', async () => {
  told = { status: 200, body: intent({ id: 'pi_twice', amount: 5_000, status: 'requires_payment_method' }) }
  assert.equal(await countedAfter('payment_intents', charge(5_000), 2), 100)
})
