/** Turns each step of a scenario into a call of the TypeScript client, and compares what came of it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  AdminError,
  CapExhausted,
  type IssuedKey,
  type IssueKey,
  type Keybrake,
  keybrakeErrorOf,
  refusalOf,
  Refused,
  toolResult,
  Unavailable,
} from '@keybrake/client'
import { stripeClient } from '@keybrake/client/stripe'
import Stripe from 'stripe'
import { type ExpectedError, type Fields, type Scenario, type Step, withWord } from './scenario.ts'

/** Who says what was executed. */
interface Judge {
  readonly executed: (which: { vendor: 'stripe'; operation: string; customer: string }) => readonly {
    readonly amount: string | null
  }[]
  readonly order: (fault: { vendor: 'stripe'; kind: 'reset_after'; match: { path: string; holds: string } }) => unknown
}

export interface Stage {
  readonly client: Keybrake
  readonly sandbox: Judge
  readonly stopProxy: () => Promise<void>
}

type Keys = Map<string, IssuedKey>

/** @throws an AssertionError that names the step where something else came of it than the scenario says */
export async function runSteps(scenario: Pick<Scenario, 'name' | 'steps'>, stage: Stage): Promise<void> {
  const keys: Keys = new Map()
  const steps = withWord(scenario.steps, randomBytes(6).toString('hex'))
  for (const [index, step] of steps.entries())
    await runStep(step, stage, keys).catch((error: unknown) => {
      throw new Error(`step ${index + 1}, ${JSON.stringify(step)}: ${String(error)}`, { cause: error })
    })
}

function runStep(step: Step, stage: Stage, keys: Keys): Promise<void> {
  switch (step.do) {
    case 'issue':
      return issue(step, stage, keys)
    case 'charge': {
      const { customer, cents, expect } = step
      return call(keyOf(keys, step), expect, (stripe) =>
        stripe.paymentIntents.create({ amount: cents, currency: 'usd', customer }),
      )
    }
    case 'call':
      return call(keyOf(keys, step), step.expect, (stripe) =>
        stripe.rawRequest(step.method, step.path, { ...step.form }),
      )
    case 'spend':
      return spend(step.expect, keyOf(keys, step))
    case 'audit':
      return audit(step.expect, keyOf(keys, step), stage)
    case 'executed':
      return executed(step, stage)
    case 'end_scope':
      return endScope(step.expect, keyOf(keys, step))
    case 'revoke':
      return keyOf(keys, step)
        .revoke()
        .then((key) => assertHas(key, step.expect))
    case 'revoke_where':
      return stage.client.keys.revokeAll({ run: step.run }).then((answer) => assertHas(answer, step.expect))
    case 'wait_for_expiry':
      return until(new Date(keyOf(keys, step).expires_at))
    case 'lose_next_answer': {
      const match = { path: '/v1/payment_intents', holds: step.customer }
      stage.sandbox.order({ vendor: 'stripe', kind: 'reset_after', match })
      return Promise.resolve()
    }
    case 'stop_proxy':
      return stage.stopProxy()
  }
}

async function issue(step: Step & { do: 'issue' }, { client }: Stage, keys: Keys): Promise<void> {
  const { expect = {} } = step
  const outcome = await outcomeOf(
    client.keys.issue(step.with as unknown as IssueKey, { idempotencyKey: step.idempotency_key }),
  )
  if (expectsError(expect)) return assertError(outcome.error, expect)
  if ('error' in outcome) throw outcome.error
  const { same_key_as: same, ...members } = expect
  assertHas(outcome.value, members)
  if (typeof same === 'string') {
    const earlier = keyOf(keys, { key: same })
    assert.deepEqual([outcome.value.id, outcome.value.vault_key], [earlier.id, earlier.vault_key])
  }
  if (step.as !== undefined) keys.set(step.as, outcome.value)
}

/** By Stripe's own SDK, which is not to repeat anything by itself: the scenario says what one call does. */
async function call(
  key: IssuedKey,
  expect: Fields & ExpectedError = {},
  make: (stripe: Stripe) => Promise<{ readonly lastResponse?: { readonly statusCode: number } }>,
): Promise<void> {
  const stripe = stripeClient(Stripe, key, { maxNetworkRetries: 0, telemetry: false })
  const outcome = await outcomeOf(make(stripe))
  if (expectsError(expect)) return assertError(outcome.error, expect)
  if ('error' in outcome) throw outcome.error
  assertHas({ status: outcome.value.lastResponse?.statusCode }, expect)
}

async function spend({ window, ...expect }: Fields, key: IssuedKey): Promise<void> {
  const { budgets } = await key.read()
  const line = budgets.find((one) => one.kind === 'key' && one.window === window)
  assert.ok(line !== undefined, `no line of ${String(window)}`)
  assertHas(line, expect)
}

async function audit(expect: readonly Fields[], key: IssuedKey, { client }: Stage): Promise<void> {
  const rows = await client.audit.list({ key_id: key.id }).toArray()
  assert.equal(rows.length, expect.length)
  for (const [index, members] of expect.entries()) assertHas(rows[index], members)
}

async function executed({ customer, expect }: Step & { do: 'executed' }, { sandbox }: Stage): Promise<void> {
  const all = sandbox.executed({ vendor: 'stripe', operation: 'payment_intents.create', customer })
  const cents = all.reduce((sum, { amount }) => sum + Number.parseInt(amount ?? '0', 10), 0)
  assertHas({ count: all.length, cents }, expect)
}

async function endScope(expect: Fields, key: IssuedKey): Promise<void> {
  {
    await using scoped = key
    assert.equal(scoped.status, 'active')
  }
  assertHas(key, expect)
}

/** A little later than the time itself: the ledger's clock decides, and it is not this one. */
const until = (time: Date): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, time.getTime() - Date.now()) + 50))

function keyOf(keys: Keys, { key: name }: { readonly key: string }): IssuedKey {
  const key = keys.get(name)
  assert.ok(key !== undefined, `no step made a key ${name}`)
  return key
}

type Outcome<T> = { readonly value: T; readonly error?: undefined } | { readonly error: unknown }

const outcomeOf = <T>(work: Promise<T>): Promise<Outcome<T>> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

const expectsError = ({ refused, unavailable, admin_error }: ExpectedError): boolean =>
  [refused, unavailable, admin_error].some((expected) => expected !== undefined)

function assertError(error: unknown, expect: ExpectedError): void {
  assert.ok(error !== undefined, 'it succeeded')
  if (expect.refused !== undefined) {
    const refusal = refusalOf(error)
    assert.ok(refusal instanceof Refused, String(error))
    const remaining_usd = refusal instanceof CapExhausted ? refusal.remainingUsd : null
    assertHas(
      { status: refusal.status, code: refusal.code, retryable: refusal.retryable, remaining_usd },
      expect.refused,
    )
  }
  if (expect.unavailable !== undefined) {
    const fault = error instanceof Unavailable ? error : keybrakeErrorOf(error)
    assert.ok(fault instanceof Unavailable, String(error))
    assert.equal(toolResult(error), null, 'a fault is no answer')
    assertHas(fault, expect.unavailable)
  }
  if (expect.admin_error !== undefined) {
    assert.ok(error instanceof AdminError, String(error))
    const { status, code, errors } = error
    assertHas({ status, code, pointers: errors.map(({ pointer }) => pointer) }, expect.admin_error)
  }
  if (expect.tool_result !== undefined) assertHas(toolResult(error), expect.tool_result)
}

/** That `value` has these members. An amount in a scenario is a decimal string, and in this client a number. */
function assertHas(value: unknown, members: Fields): void {
  assert.ok(typeof value === 'object' && value !== null)
  for (const [name, expected] of Object.entries(members)) {
    const found: unknown = Reflect.get(value, name)
    const isAmount = typeof found === 'number' && typeof expected === 'string'
    assert.deepEqual(isAmount ? String(found) : found, expected, name)
  }
}
