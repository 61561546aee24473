import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { contributionOf, foldFirst, foldLater, groupOf } from './fold.ts'
import { type BriefEntry, type BriefFirst, type BriefLater, isFirst, isLater, parseLine } from './line.ts'
import { scanLine } from './scan.ts'
import { termsOf } from './terms.ts'
import { admit, outcome, refuse } from './testing/recorder.ts'

/** Everything that rows, totals and index take from an entry. */
function meaningOf(entry: BriefEntry): unknown {
  if (isFirst(entry)) {
    const { draws: _, ...fold } = foldFirst(7, entry)
    return [entry.id, fold, contributionOf(foldFirst(7, entry)), groupOf(entry), termsOf(entry)]
  }
  if (!isLater(entry)) return entry
  const fold = foldFirst(7, admit({ id: entry.id }))
  foldLater(fold, 8, entry)
  const { draws: _, ...row } = fold
  return [entry.id, entry.t, row, contributionOf(fold), termsOf(entry)]
}

const NAMES = [
  'run',
  'tags',
  'status',
  'vendor_object_id',
  'vendor_request_id',
  'key_label',
  'money_class',
  'error',
  'amount',
  'latency_ms',
]
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(...NAMES.map((name) => `"${name}":"x"`), '"f":{', '],"f":{"status":1}', '}}', ']]', '\n'),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 2 }, text, fc.integer(), fc.double(), fc.constant(null), tie('object')),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), text), tie('any'), { maxKeys: 4 }),
})).object

const call = fc.record({
  id: fc.oneof(fc.constant('call_1'), text),
  key: fc.oneof(fc.constant('key_1'), text),
  label: fc.oneof(fc.constant('agent'), fc.constant(null), text),
  run: fc.oneof(fc.constant(null), text),
  observed: fc.oneof(fc.constant(null), fc.constant('rate_limited'), text),
  amount: fc.bigInt({ min: 0n, max: 10n ** 18n }),
  moneyClass: fc.oneof(fc.constant('charge'), text),
})

const line = fc.tuple(call, value, fc.constantFrom('admit', 'outcome', 'refuse')).map(([of, facts, kind]) => {
  const known = kind === 'outcome' ? outcome(of) : kind === 'admit' ? admit(of) : refuse(of)
  return JSON.stringify({ ...known, f: { ...known.f, ...(facts as object) } })
})

test('a scanned line means what a parsed one does, whatever the facts hold', () => {
  fc.assert(
    fc.property(line, (written) => assert.deepEqual(meaningOf(scanLine(written)), meaningOf(parseLine(written)))),
    { numRuns: 2_000 },
  )
})

test('a line with a piece more, less or twice still means the same, as long as it is JSON', () => {
  const cut = fc.tuple(
    line,
    fc.nat(),
    fc.nat({ max: 40 }),
    fc.constantFrom('', '"', '}', ',', '"status":5,', '\\u0074'),
  )
  fc.assert(
    fc.property(cut, ([written, at, length, piece]) => {
      const start = at % written.length
      // What is stored is UTF-8, which holds no half of a surrogate pair.
      const changed = (written.slice(0, start) + piece + written.slice(start + length)).toWellFormed()
      const parsed = parseLine(changed)
      // Where it is no entry any more, there is nothing to compare.
      if (parsed.k !== 'fault' && isEntry(parsed)) assert.deepEqual(meaningOf(scanLine(changed)), meaningOf(parsed))
    }),
    { numRuns: 3_000 },
  )
})

function isEntry(parsed: BriefEntry): boolean {
  try {
    meaningOf(parsed)
    return true
  } catch {
    return false
  }
}

test('of what every call writes only the members that are used are read', () => {
  const admitted = JSON.stringify(admit({ id: 'call_1' }))
  const common = '"key_label":"a","run":null,"principal":"p","connection":"c","vendor":"v","operation":"o"'
  const first = scanLine(admitted.replace(/"f":.*$/, `"f":{${common},"path":"/v1"}}`)) as BriefFirst
  assert.deepEqual([first.f['vendor'], 'path' in first.f], ['v', false])
  const classed = scanLine(
    admitted.replace(/"f":.*$/, `"f":{${common},"money_class":"refund","path":"/v1"}}`),
  ) as BriefFirst
  assert.deepEqual([classed.f['money_class'], 'path' in classed.f], ['refund', false])
  const ended = JSON.stringify(outcome({ id: 'call_1' }))
  const facts = '"status":200,"latency_ms":3.2,"proxy_ms":1,"vendor_request_id":"req_1","vendor_object_id":"pi_1"'
  const later = scanLine(ended.replace(/"f":.*$/, `"f":{${facts},"amount":"1"}}`)) as BriefLater
  assert.deepEqual([later.f['status'], later.f['vendor_object_id'], 'amount' in later.f], [200, 'pi_1', false])
})
