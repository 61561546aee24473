/** A storm of attempts with one idempotency key is one execution and one count (SPEC section 6). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figure, sized } from '../support/figures.ts'
import { microUsd, spendLine, startScene, stripeMicroUsd } from '../support/with-sandbox.ts'

const ROUNDS = sized(100, 15)
const CALLERS = 20

test('twenty callers that retry with the same idempotency key cause one execution, counted once', async () => {
  await using scene = await startScene()
  const { agent, admin, sandbox } = scene
  const key = await admin.issue({ total_usd_cap: 100_000, label: 'storm' })
  for (let round = 0; round < ROUNDS; round++) {
    const form = {
      amount: '2999',
      currency: 'usd',
      customer: `cus_${round}`,
      confirm: 'true',
      payment_method: 'pm_card_visa',
    }
    const call = { bearer: key.vault_key, path: '/v1/payment_intents', form, idempotencyKey: `order-${round}` }
    // Now and then the first answer is lost, or comes late: the others then meet a call that is unknown or in flight.
    if (round % 3 === 1) sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
    if (round % 3 === 2) sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 60 })

    const answers = await Promise.all(Array.from({ length: CALLERS }, () => agent.untilFinal(call)))

    const executed = sandbox.executed({ vendor: 'stripe', customer: `cus_${round}` })
    assert.equal(executed.length, 1, `round ${round}`)
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200], `round ${round}`)
    assert.deepEqual([...new Set(answers.map(({ body }) => body['id']))], [executed[0]?.id], `round ${round}`)
  }
  const spent = spendLine((await admin.request('GET', `/vault/keys/${key.id}`)).body, `key:${key.id}`, 'total')
  assert.deepEqual([microUsd(spent['spent_usd']), spent['held_usd']], [stripeMicroUsd(sandbox), 0])
  assert.equal(stripeMicroUsd(sandbox), BigInt(ROUNDS) * 29_990_000n)
  figure(`${ROUNDS} storms of ${CALLERS} callers with one idempotency key: executions`, ROUNDS)
})
