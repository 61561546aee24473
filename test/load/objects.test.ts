/** Create, update, confirm, capture, increment and cancel in a storm: what objects come to never exceeds the cap (G1). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentAnswer } from '../support/agent.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { microUsd, spendLine, startScene, stripeMicroUsd, weight, type Scene } from '../support/with-sandbox.ts'

const CALLERS = 50
const STEPS = sized(60, 12)
const CAP_USD = 400
const CENTS_MAX = 3_000

interface Form {
  readonly [name: string]: string
}

type Step = (id: string, cents: string) => { readonly path: string; readonly form: Form }

const on = (id: string, verb: string): string => `/v1/payment_intents/${id}${verb}`

const STEP_KINDS: readonly Step[] = [
  (id, cents) => ({ path: on(id, ''), form: { amount: cents } }),
  (id) => ({ path: on(id, '/confirm'), form: { payment_method: 'pm_card_visa' } }),
  (id) => ({ path: on(id, '/confirm'), form: { payment_method: 'pm_card_chargeDeclined' } }),
  (id) => ({ path: on(id, '/capture'), form: {} }),
  (id, cents) => ({ path: on(id, '/capture'), form: { amount_to_capture: cents } }),
  (id, cents) => ({ path: on(id, '/increment_authorization'), form: { amount: cents } }),
  (id) => ({ path: on(id, '/cancel'), form: {} }),
]

test('a storm over shared objects stays within the cap at the vendor’s own sum, at every moment', async () => {
  await using scene = await startScene()
  const { agent, admin, sandbox } = scene
  const keys = await Promise.all(Array.from({ length: 5 }, () => admin.issue({ run: 'objects', run_usd_cap: CAP_USD })))
  const intents: string[] = []
  const answers: AgentAnswer[] = []
  const caller = async (_: unknown, number: number): Promise<void> => {
    const random = randomFrom(SEED + number)
    const below = (end: number): number => Math.floor(random() * end)
    const bearer = keys[number % keys.length]?.vault_key ?? ''
    for (let step = 0; step < STEPS; step++) {
      const cents = String(1 + below(CENTS_MAX))
      // Callers meet on the same few objects, the newest first.
      const id = intents[Math.max(0, intents.length - 1 - below(8))]
      const kind = STEP_KINDS[below(STEP_KINDS.length)]
      const { path, form } =
        id === undefined || kind === undefined || random() < 0.35
          ? { path: '/v1/payment_intents', form: creation(cents, random() < 0.5) }
          : kind(id, cents)
      const answer = await agent.call({ bearer, path, form })
      answers.push(answer)
      if (answer.status === 200 && path === '/v1/payment_intents') intents.push(String(answer.body['id']))
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))

  const { highest, executed } = highestSum(scene)
  assert.ok(highest <= BigInt(CAP_USD) * 1_000_000n, `the vendor’s sum reached ${highest} micro-USD`)
  assert.ok(highest > BigInt(CAP_USD) * 900_000n, `the storm came near the cap: ${highest} micro-USD`)
  assert.deepEqual(
    answers.filter(({ status }) => status === 0 || status >= 500),
    [],
  )
  const of = (code: string): number => answers.filter((answer) => answer.code === code).length
  assert.ok(of('cap_exhausted') > 0, 'some calls met the cap')

  const line = spendLine((await admin.request('GET', `/vault/keys/${keys[0]?.id}`)).body, 'run:objects', 'total')
  const counted = microUsd(line['spent_usd']) + microUsd(line['held_usd'])
  assert.ok(counted >= stripeMicroUsd(sandbox), `counted ${counted}, moved ${stripeMicroUsd(sandbox)}`)
  assert.ok(counted <= BigInt(CAP_USD) * 1_000_000n)
  assert.equal(weight(await admin.audit('run=objects')), CALLERS * STEPS)
  figure(`${CALLERS} callers × ${STEPS} mixed calls on shared objects, cap ${CAP_USD} USD: executed`, executed)
  figure('… highest sum at the vendor', `${(Number(highest) / 1e6).toFixed(2)} USD`)
  figure('… counted at the end, and at the vendor', `${usd(counted)} and ${usd(stripeMicroUsd(sandbox))} USD`)
  figure('… refused by the cap', of('cap_exhausted'))
})

const usd = (microUsdAmount: bigint): string => (Number(microUsdAmount) / 1e6).toFixed(2)

const creation = (cents: string, isManual: boolean): Form => ({
  amount: cents,
  currency: 'usd',
  ...(isManual ? { capture_method: 'manual', confirm: 'true', payment_method: 'pm_card_visa' } : {}),
})

/** Over every prefix of what the vendor executed: a later cancel does not excuse an earlier excess. */
function highestSum({ sandbox }: Scene): { readonly highest: bigint; readonly executed: number } {
  let sum = 0n
  let highest = 0n
  const executions = sandbox.executed({ vendor: 'stripe' })
  for (const { added } of executions) {
    sum += BigInt(added) * 10_000n
    if (sum > highest) highest = sum
  }
  return { highest, executed: executions.length }
}
