import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type BudgetLine, CODES, type Code, instant, microUsd, ZERO_USD } from '@keybrake/core'
import type { LedgerRefusal } from '@keybrake/ledger'
import { ledgerRefusal } from './refusals.ts'
import { statusOf } from './respond.ts'

const LINE: BudgetLine = {
  budget: 'run:nightly',
  kind: 'run',
  window: 'day',
  cap: microUsd(500_000_000n),
  spent: microUsd(450_000_000n),
  held: microUsd(29_990_000n),
  resetsAt: instant(Date.parse('2026-02-01T00:00:00.000Z')),
}
const exhausted = (line: Partial<BudgetLine> = {}, requested = microUsd(29_990_000n)) =>
  ({
    code: 'cap_exhausted',
    line: { ...LINE, ...line },
    requested,
    today: microUsd(450_000_000n),
  }) as const

type Given = LedgerRefusal extends infer R
  ? R extends LedgerRefusal
    ? Omit<R, 'status' | 'callId' | 'remaining'>
    : never
  : never

const refused = (given: Given, exhaustedStatus: 429 | 402 = 429) =>
  ledgerRefusal(
    { ...given, status: 'refused', callId: 'call_1', remaining: ZERO_USD } as LedgerRefusal,
    exhaustedStatus,
  ).refusal

const EVERY: readonly Given[] = [
  { code: 'key_revoked' },
  { code: 'key_expired' },
  { code: 'idempotency_in_progress' },
  { code: 'idempotency_mismatch' },
  { code: 'too_many_concurrent_calls' },
  { code: 'brake_engaged', reason: 'an incident', vendor: null },
  { code: 'brake_engaged', reason: '', vendor: 'stripe' },
  { code: 'outcome_unknown', firstCallId: 'call_0', happened: false },
  { code: 'rate_limited', retryAfterS: 7 },
  { code: 'cost_unknown', why: 'it recurs' },
  exhausted(),
  exhausted({ window: 'total', resetsAt: null }),
  exhausted({ window: 'call', resetsAt: null }),
  exhausted({ window: 'calls', cap: microUsd(3n), spent: microUsd(3n), held: ZERO_USD, resetsAt: null }),
]

test('each refusal of the ledger says what its code says of a retry', () => {
  for (const given of EVERY) {
    const { code, message } = refused(given)
    assert.equal(code, given.code)
    if (CODES[code].retry === 'never') assert.match(message, /[Dd]o not retry/, code)
    else {
      assert.match(message, /[Rr]epeat/, code)
      assert.doesNotMatch(message, /[Dd]o not retry/, code)
    }
  }
})

test('a refusal that passes says when to come back, and a cap never does', () => {
  assert.equal(refused({ code: 'rate_limited', retryAfterS: 7 }).retryAfterS, 7)
  assert.equal(refused({ code: 'too_many_concurrent_calls' }).retryAfterS, 1)
  for (const window of ['hour', 'day', 'month', 'total', 'call', 'calls'] as const)
    assert.equal(refused(exhausted({ window })).retryAfterS, undefined)
})

test('an exhausted cap names the budget and its numbers', () => {
  assert.deepEqual(refused(exhausted()).details, {
    budget: 'run:nightly',
    window: 'day',
    cap_usd: 500,
    spent_usd: 450,
    held_usd: 29.99,
    requested_usd: 29.99,
    spent_today_usd: 450,
    resets_at: '2026-02-01T00:00:00.000Z',
  })
  const { message } = refused(exhausted())
  for (const part of ['479.99', '500', 'run:nightly', 'per day', '29.99', '2026-02-01T00:00:00.000Z'])
    assert.ok(message.includes(part), part)
})

test('where the call alone is above the cap no reset is waited for', () => {
  const { message, details } = refused(exhausted({ cap: microUsd(20_000_000n) }))
  assert.match(message, /Do not retry\.$/)
  assert.equal(details['resets_at'], '2026-02-01T00:00:00.000Z')
})

test('a number of calls is told as calls, beside the numbers that live spend has for them', () => {
  const { details, message } = refused(
    exhausted(
      { window: 'calls', cap: microUsd(3_000_000n), spent: microUsd(3_000_000n), held: ZERO_USD },
      microUsd(1_000_000n),
    ),
  )
  const { cap_usd, spent_usd, held_usd, requested_usd, cap_calls, calls } = details
  assert.deepEqual([cap_usd, spent_usd, held_usd, requested_usd, cap_calls, calls], [3, 3, 0, 1, 3, 3])
  assert.match(message, /may make 3 calls/)
})

test('a cap answers 402 where the key asks for it, and nothing else does', () => {
  for (const given of EVERY) {
    const expected = given.code === 'cap_exhausted' ? 402 : CODES[given.code].status
    assert.equal(statusOf(refused(given, 402)), expected, given.code)
  }
})

test('the brake gives its reason, or says that there is none', () => {
  assert.match(
    refused({ code: 'brake_engaged', reason: 'an incident', vendor: null }).message,
    /all calls: an incident/,
  )
  assert.match(
    refused({ code: 'brake_engaged', reason: '', vendor: 'stripe' }).message,
    /all stripe calls: no reason given/,
  )
})

// ------------------------------------------------------------------------------------------------ all words of the call path

interface Words {
  readonly file: string
  readonly code: string
  readonly text: string
}

/** Every `stop('code', 'words')` of the call path, as it stands in the source; those of refusals.ts are judged above. */
function allWords(): readonly Words[] {
  const folder = import.meta.dirname
  const files = readdirSync(folder).filter((name) => /^(?!refusals).*(?<!\.test)\.ts$/.test(name))
  return files.flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8')
    return [...source.matchAll(/(?:stop|stranger)\(\s*'(\w+)',\s*(['`])((?:(?!\2)[^\\]|\\.)*)\2/g)].map((match) => ({
      file,
      code: match[1] as string,
      text: match[3] as string,
    }))
  })
}

test('every refusal of the call path says whether to retry, and is of a registered code', () => {
  const words = allWords()
  assert.ok(words.length > 20)
  for (const { file, code, text } of words) {
    assert.ok(code in CODES, `${file}: ${code}`)
    assert.match(text, /retry|[Rr]epeat|advice\(|Send it whole/, `${file}: ${code}: ${text}`)
  }
})

test('every registered code is one that the call path can answer', () => {
  // The words of these are put together from what was found: the front door’s faults, and a vendor’s own checks.
  const composed: readonly Code[] = ['path_not_canonical', 'length_required', 'ledger_unavailable']
  const known = new Set([...allWords(), ...EVERY].map(({ code }) => code as Code).concat(composed))
  assert.deepEqual(
    Object.keys(CODES).filter((code) => !known.has(code as Code)),
    [],
  )
})
