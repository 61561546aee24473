/** Calls whose outcome nobody knows, and Stripe's own books. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { answerOf, connectionOf, contextOf } from '../../../conformance/fixture.ts'
import type { LostCall } from '../../adapter.ts'
import { find, readFound } from '../books/find.ts'
import { movements, readMovements } from '../books/movements.ts'
import { table } from '../operations.ts'

const connection = connectionOf('stripe')
const context = contextOf('stripe', {})
const AT = instant(Date.parse('2025-11-24T10:00:00Z'))

const lost = (operation: string, path: string, request: Record<string, string> = {}): LostCall => ({
  callId: 'call_1',
  at: AT,
  operation,
  path,
  request,
})

const shown = (call: LostCall): string | null => {
  const question = find(call, connection)
  if (question === null) return null
  const read = table.find('GET', question.product, question.path)
  assert.deepEqual([read?.effect, read?.closed], ['read', false], question.path)
  return `${question.path}?${question.query.map(([name, value]) => `${name}=${value}`).join('&')}`
}

const result = (call: LostCall, json: unknown, status = 200) => {
  const question = find(call, connection)
  assert.ok(question !== null)
  return readFound(call, question, answerOf({ status, json }), context)
}

const summary = (found: ReturnType<typeof readFound>) =>
  found?.kind === 'performed' ? [found.actual, found.object, found.givesBack] : found

const created = lost('payment_intents.create', '/v1/payment_intents', { amount: '2999', customer: 'cus_1' })
const intent = {
  id: 'pi_1',
  object: 'payment_intent',
  amount: 2999,
  amount_received: 0,
  currency: 'usd',
  status: 'requires_action',
  metadata: { keybrake_call: 'call_1' },
}

test('what a call made is looked for in the list of its kind, around the time it was sent, by its own filters', () => {
  assert.equal(
    shown(created),
    '/v1/payment_intents?limit=100&customer=cus_1&created[gte]=1763978100&created[lte]=1763979300',
  )
  assert.equal(
    shown(lost('refunds.create', '/v1/refunds', { charge: 'ch_1' })),
    '/v1/refunds?limit=100&charge=ch_1&created[gte]=1763978100&created[lte]=1763979300',
  )
  assert.equal(
    shown(lost('transfers.create_reversal', '/v1/transfers/tr_1/reversals')),
    '/v1/transfers/tr_1/reversals?limit=100',
  )
})

test('every operation that carries our mark is looked for in a list that is known and open', () => {
  const marked = ['charges.create', 'payouts.create', 'transfers.create', 'topups.create', 'credit_notes.create']
  for (const name of [...marked, 'checkout.sessions.create', 'treasury.outbound_payments.create']) {
    const operation = table.operations.find((one) => one.name === name)
    assert.notEqual(shown(lost(name, operation?.endpoint.split(' ')[1] ?? '')), null, name)
  }
})

test('the object with our mark proves the cost; one without it proves nothing', () => {
  assert.deepEqual(summary(result(created, { data: [{ ...intent, metadata: {} }, intent], has_more: false })), [
    29_990_000n,
    'pi_1',
    false,
  ])
  assert.equal(result(created, { data: [{ ...intent, metadata: {} }], has_more: false }), null)
  assert.equal(result(created, { data: [{ ...intent, metadata: { keybrake_call: 'call_2' } }], has_more: false }), null)
})

test('a mark on what the call did not ask for, or on two objects, proves nothing', () => {
  const asked = lost('payment_intents.create', '/v1/payment_intents', { amount: '2999', currency: 'USD' })
  assert.notEqual(result(asked, { data: [intent], has_more: false }), null)
  for (const other of [{ amount: 100 }, { currency: 'eur' }, { amount: 100, status: 'canceled' }])
    assert.equal(result(asked, { data: [{ ...intent, ...other }], has_more: false }), null)
  assert.equal(result(asked, { data: [{ ...intent, id: 'pi_2' }, intent], has_more: false }), null)
})

test('a page on which people may choose quantities proves its cost once it is complete', () => {
  const made = lost('checkout.sessions.create', '/v1/checkout/sessions')
  const page = { id: 'cs_1', object: 'checkout.session', amount_total: 300, currency: 'usd', metadata: intent.metadata }
  const found = (rest: object) => summary(result(made, { data: [{ ...page, ...rest }], has_more: false }))
  assert.equal(found({ status: 'open', payment_status: 'unpaid' }), null)
  assert.deepEqual(found({ status: 'complete', payment_status: 'paid' }), [3_000_000n, 'cs_1', false])
  assert.deepEqual(found({ status: 'expired', payment_status: 'unpaid' }), [0n, 'cs_1', true])
})

test('an object that nothing can come of any more gives the hold back', () => {
  const dead = { ...intent, status: 'canceled' }
  assert.deepEqual(summary(result(created, { data: [dead], has_more: false })), [0n, 'pi_1', true])
})

test('a full page is followed by the next, from its last object on', () => {
  const next = result(created, { data: [{ id: 'pi_8' }, { id: 'pi_9' }], has_more: true })
  assert.ok(next?.kind === 'ask')
  assert.deepEqual(next.question.query.at(-1), ['starting_after', 'pi_9'])
  const after = readFound(created, next.question, answerOf({ status: 200, json: { data: [intent] } }), context)
  assert.equal(after?.kind, 'performed')
  const third = readFound(
    created,
    next.question,
    answerOf({ status: 200, json: { data: [{ id: 'pi_7' }], has_more: true } }),
    context,
  )
  assert.ok(third?.kind === 'ask')
  assert.deepEqual(
    third.question.query.filter(([name]) => name === 'starting_after'),
    [['starting_after', 'pi_7']],
  )
})

test('an answer that is no list, or states no amount that has a price, proves nothing', () => {
  for (const json of [undefined, {}, { data: 'x' }, { data: [{ ...intent, amount: '2999' }] }])
    assert.equal(result(created, json), null)
  assert.equal(result(created, { data: [{ ...intent, currency: 'zzz' }] }), null)
  assert.equal(result(created, { data: [intent] }, 500), null)
})

test('without our mark on objects nothing is looked for by it', () => {
  assert.equal(find(created, { ...connection, correlate: false }), null)
})

test('what a call changed is read, and counts under the object’s id where it shows that the call is done', () => {
  const confirm = lost('payment_intents.confirm', '/v1/payment_intents/pi_1/confirm')
  assert.equal(shown(confirm), '/v1/payment_intents/pi_1?')
  assert.equal(result(confirm, { ...intent, status: 'requires_confirmation' }), null)
  assert.equal(result(confirm, { ...intent, id: 'pi_2', status: 'succeeded' }), null)
  assert.deepEqual(summary(result(confirm, { ...intent, status: 'succeeded', amount_received: 2999 })), [
    29_990_000n,
    'pi_1',
    false,
  ])
  const capture = lost('payment_intents.capture', '/v1/payment_intents/pi_1/capture')
  assert.equal(result(capture, { ...intent, status: 'requires_capture', amount_capturable: 2999 }), null)
  assert.deepEqual(summary(result(capture, { ...intent, status: 'succeeded', amount_received: 1000 })), [
    10_000_000n,
    'pi_1',
    false,
  ])
  const charge = { id: 'ch_1', object: 'charge', amount: 500, amount_captured: 400, currency: 'usd', captured: true }
  assert.deepEqual(summary(result(lost('charges.capture', '/v1/charges/ch_1/capture'), charge)), [
    4_000_000n,
    'ch_1',
    false,
  ])
  const invoice = {
    id: 'in_1',
    object: 'invoice',
    status: 'paid',
    amount_paid: 700,
    amount_remaining: 0,
    currency: 'usd',
  }
  const pay = lost('invoices.pay', '/v1/invoices/in_1/pay')
  assert.deepEqual(summary(result(pay, invoice)), [7_000_000n, 'in_1', false])
  assert.equal(result(pay, { ...invoice, status: 'open', amount_paid: 0 }), null)
})

test('a new total is proven by that very total', () => {
  const increment = lost(
    'payment_intents.increment_authorization',
    '/v1/payment_intents/pi_1/increment_authorization',
    {
      amount: '3500',
    },
  )
  assert.equal(result(increment, intent), null)
  assert.deepEqual(summary(result(increment, { ...intent, amount: 3500 })), [35_000_000n, 'pi_1', false])
})

test('what no read can prove is not asked', () => {
  assert.equal(find(lost('subscriptions.create', '/v1/subscriptions'), connection), null)
  assert.equal(find(lost('payment_intents.confirm', '/v1/payment_intents/no id/confirm'), connection), null)
  assert.equal(find(lost('constructor', '/v1/x'), connection), null)
})

test('the books are read from a time on, page by page, with what each line came from', () => {
  const first = movements(AT, null)
  assert.deepEqual(
    [first.path, first.query],
    [
      '/v1/balance_transactions',
      [
        ['limit', '100'],
        ['created[gte]', '1763978400'],
        ['expand[0]', 'data.source'],
      ],
    ],
  )
  assert.deepEqual(movements(AT, 'txn_9').query.at(-1), ['starting_after', 'txn_9'])
  const line = { id: 'txn_1', type: 'charge', amount: 2999, currency: 'usd', created: 1763978400 }
  const source = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', metadata: { keybrake_call: 'call_1' } }
  const page = readMovements(
    answerOf({
      status: 200,
      json: {
        data: [
          { ...line, source },
          { ...line, id: 'txn_2', type: 'payout', amount: -500, source: 'po_1' },
          { ...line, id: 'txn_3', type: 'stripe_fee', source: null },
          {
            ...line,
            id: 'txn_4',
            type: 'refund',
            source: { id: 're_1', object: 'refund', charge: 'ch_1', payment_intent: 'pi_1' },
          },
        ],
        has_more: true,
      },
    }),
  )
  assert.deepEqual(
    page?.movements.map(({ id, type, amount, objects, callId }) => [id, type, amount, objects, callId]),
    [
      ['txn_1', 'charge', '2999', ['ch_1', 'pi_1'], 'call_1'],
      ['txn_2', 'payout', '-500', ['po_1'], null],
      ['txn_3', 'stripe_fee', '2999', [], null],
      ['txn_4', 'refund', '2999', ['re_1'], null],
    ],
  )
  assert.equal(page.next, 'txn_4')
  assert.equal(page.movements[0]?.at, AT)
})

test('a page with a line that cannot be read is no page', () => {
  assert.equal(readMovements(answerOf({ status: 200, json: { data: [{ id: 'txn_1' }] } })), null)
  assert.equal(readMovements(answerOf({ status: 403, json: { data: [] } })), null)
  assert.deepEqual(readMovements(answerOf({ status: 200, json: { data: [], has_more: false } })), {
    movements: [],
    next: null,
  })
})
