import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CODES, instant, type MicroUsd } from '@keybrake/core'
import type { CallRowFacts } from './audit-row.ts'
import { JUDGEMENT, judgementOf } from './judgement.ts'

const ROW: CallRowFacts = {
  callId: 'call_1',
  time: instant(0),
  keyId: 'key_1',
  decision: 'allowed',
  code: null,
  state: 'settled',
  reserved: 0n as MicroUsd,
  cost: 0n as MicroUsd,
  budgets: [],
  count: 1,
  replayOf: null,
  chain: { chain: 'c', seq: 1, hash: 'h' },
  facts: {},
}
const outcomes = (row: Partial<CallRowFacts>) =>
  Object.fromEntries(judgementOf({ ...ROW, ...row }).map(({ step, outcome }) => [step, outcome]))
const refusedAt = (row: Partial<CallRowFacts>): string[] =>
  Object.entries(outcomes({ decision: 'refused', state: null, ...row }))
    .filter(([, outcome]) => outcome === 'refused')
    .map(([step]) => step)

test('every refusal there is belongs to exactly one step', () => {
  assert.deepEqual(JUDGEMENT.flatMap(({ codes }) => codes).sort(), Object.keys(CODES).sort())
  for (const code of Object.keys(CODES)) assert.equal(refusedAt({ code }).length, 1, code)
})

test('before the step that refused all passed, and none after it was reached', () => {
  const found = judgementOf({ ...ROW, decision: 'refused', state: null, code: 'parameter_not_allowed' })
  const at = found.findIndex(({ outcome }) => outcome === 'refused')
  assert.equal(found[at]?.step, 'parameters')
  assert.deepEqual(new Set(found.slice(0, at).map(({ outcome }) => outcome)), new Set(['passed']))
  assert.deepEqual(new Set(found.slice(at + 1).map(({ outcome }) => outcome)), new Set(['not_reached']))
})

test('a closed endpoint is told apart from one that the allowlist lacks', () => {
  const code = 'endpoint_not_allowed'
  assert.deepEqual(refusedAt({ code }), ['allowlist'])
  assert.deepEqual(refusedAt({ code, facts: { closed: true } }), ['closed'])
})

test('what was only observed passed all the same', () => {
  const found = outcomes({ decision: 'observed', code: 'endpoint_not_allowed' })
  assert.deepEqual([found['allowlist'], found['caps'], found['vendor']], ['observed', 'passed', 'passed'])
})

test('the refusal says what the caller was told; a full cap, which one', () => {
  const detail = (row: Partial<CallRowFacts>) =>
    judgementOf({ ...ROW, decision: 'refused', state: null, ...row }).find(({ outcome }) => outcome === 'refused')
      ?.detail
  assert.equal(detail({ code: 'key_expired', facts: { message: 'It expired.' } }), 'It expired.')
  const line = { kind: 'key', window: 'day', resetsAt: null } as const
  const usd = (amount: bigint) => amount as MicroUsd
  const budgets = [
    { ...line, budget: 'wide', cap: usd(100n), spent: usd(10n), held: usd(0n) },
    { ...line, budget: 'tight', cap: usd(50n), spent: usd(30n), held: usd(19n) },
    { ...line, budget: 'uncapped', cap: null, spent: usd(0n), held: usd(0n) },
  ]
  assert.match(detail({ code: 'cap_exhausted', budgets }) ?? '', /^tight: /)
})

test('an allowed call says what became of it at the vendor', () => {
  const last = judgementOf({ ...ROW, state: 'unknown' }).at(-1)
  assert.equal(last?.outcome, 'passed')
  assert.match(last?.detail ?? '', /until there is proof/)
})
