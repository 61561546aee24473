import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { instant, microUsd } from '@keybrake/core'
import fc from 'fast-check'
import type { Admit, Settle } from '../ledger.ts'
import type { WireAnswer, WireCommand } from './protocol.ts'
import { readAnswers, readCommands, writeAnswers, writeCommand } from './wire.ts'

const text = fc.string({ unit: 'grapheme' })
const time = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instant)
const amount = fc.bigInt({ min: 0n, max: 2n ** 62n }).map(microUsd)
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })

const claim = fc.record({
  identity: text,
  fingerprint: text,
  endsAt: time,
  onUnknown: fc.constantFrom('adopt' as const, 'refuse' as const),
})

const cost: fc.Arbitrary<Admit['cost']> = fc.oneof(
  fc.constant({ kind: 'free' as const }),
  fc.record({ kind: fc.constant('known' as const), amount, object: orNull(text) }),
  fc.record({ kind: fc.constant('unknown' as const), why: text }),
)

const admit: fc.Arbitrary<Admit> = fc.record({
  at: time,
  callId: text,
  keyId: text,
  keyRevision: fc.nat(),
  connection: text,
  connectionRevision: fc.nat(),
  vendor: text,
  observed: fc.constantFrom(null, 'rate_limited' as const),
  facts: text,
  entered: fc.boolean(),
  moneyClass: fc.constantFrom(null, 'refund' as const),
  claim: orNull(claim),
  cost,
})

const settle: fc.Arbitrary<Settle> = fc.record(
  {
    at: time,
    callId: text,
    facts: text,
    actual: amount,
    object: orNull(text),
    givesBack: fc.boolean(),
    creates: fc.boolean(),
    keeps: fc.boolean(),
    replayed: fc.boolean(),
    answer: fc.uint8Array(),
    priceDueAt: time,
  },
  { requiredKeys: ['at', 'callId', 'facts', 'actual', 'object', 'givesBack', 'creates', 'keeps', 'replayed'] },
)

const command: fc.Arbitrary<WireCommand> = fc.oneof(
  admit.map((value): WireCommand => ['admit', [value]]),
  settle.map((value): WireCommand => ['settle', [value]]),
  fc.array(text).map((args): WireCommand => ['other', args]),
)

const result = fc.oneof(
  fc.record({
    status: fc.constant('admitted'),
    firstCallId: text,
    replayOf: orNull(text),
    reserved: amount,
    remaining: orNull(amount),
    observed: fc.constantFrom(null, 'cap_exhausted'),
  }),
  fc.record({ status: fc.constant('closed'), state: text, counted: amount, overage: amount }),
  fc.record({ status: fc.constantFrom('refused', 'stale'), code: text }),
  orNull(fc.oneof(text, fc.integer(), fc.constant(undefined))),
)

const answer: fc.Arbitrary<WireAnswer> = fc.oneof(
  result.map((ok): WireAnswer => ({ ok })),
  fc.record({ error: text }),
)

test('every command of a message arrives as it was sent, whatever stands before it', () => {
  fc.assert(
    fc.property(fc.array(command), (commands) => {
      const values: unknown[] = []
      for (const each of commands) writeCommand(values, each)
      deepEqual(readCommands(structuredClone(values)), structuredClone(commands))
    }),
  )
})

test('every answer of a message reaches the one who asked', () => {
  fc.assert(
    fc.property(fc.array(answer), (answers) => {
      const got: WireAnswer[] = []
      readAnswers(structuredClone(writeAnswers(answers)), () => ({
        resolve: (ok) => got.push({ ok }),
        reject: ({ message }) => got.push({ error: message }),
      }))
      deepEqual(got, structuredClone(answers))
    }),
  )
})

test('what a settlement leaves out is false', () => {
  const values: unknown[] = []
  const command = {
    at: instant(1),
    callId: 'c',
    facts: '',
    actual: microUsd(1n),
    object: null,
    givesBack: false,
    replayed: true,
  }
  writeCommand(values, ['settle', [command]])
  const [read] = readCommands(values)
  equal(read?.[0], 'settle')
  deepEqual(read[1], [{ ...command, creates: false, keeps: false }])
})

test('a message that is cut short is an error, not half a command', () => {
  const values: unknown[] = []
  writeCommand(values, ['settle', [{ at: instant(1), callId: 'c', facts: '' }]])
  throws(() => readCommands(values.slice(0, -1)), /ends too early/)
})
