import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { BODY_CHARACTERS_MAX, SEGMENTS_MAX, segmentsAtMost, segmentsOf } from './segments.ts'

interface Vector {
  readonly name: string
  readonly body: string
  readonly encoding: string
  readonly segments: number
}
interface Data {
  readonly vectors: readonly Vector[]
  readonly other_vectors: readonly { name: string; body: string; characters?: number; non_gsm_characters?: string[] }[]
  readonly segment_layout: readonly { name: string; body: string; segments: number; last_segment_body: string }[]
}

/** The published calculator's own test data, whole; its licence stands beside it. */
const DATA = `${import.meta.dirname}/../test/data/sms-segments.json`
const { vectors, other_vectors, segment_layout } = JSON.parse(readFileSync(DATA, 'utf8')) as Data

test('every vector of Twilio’s calculator has its number of segments, and never more than we count', () => {
  assert.equal(vectors.length, 48)
  for (const { name, body, encoding, segments } of vectors) {
    assert.equal(segmentsOf(body), segments, name)
    assert.equal(new SegmentedMessage(body).encodingName, encoding, name)
    assert.ok(segmentsAtMost(body, false) >= segments, name)
    assert.ok(segmentsAtMost(body, true) >= segments, name)
  }
})

test('line breaks, combined accents and foreign letters are read as the calculator reads them', () => {
  assert.equal(other_vectors.length, 4)
  for (const { name, body, characters, non_gsm_characters } of other_vectors) {
    const message = new SegmentedMessage(body)
    if (characters !== undefined) assert.equal(message.numberOfCharacters, characters, name)
    if (non_gsm_characters !== undefined) assert.deepEqual(message.getNonGsmCharacters(), non_gsm_characters, name)
  }
})

test('the last segment begins where the calculator begins it: without what it holds, the message is a segment shorter', () => {
  assert.equal(segment_layout.length, 2)
  for (const { name, body, segments, last_segment_body } of segment_layout) {
    assert.equal(segmentsAtMost(body, false), segments, name)
    assert.ok(body.endsWith(last_segment_body), name)
    assert.equal(segmentsAtMost(body.slice(0, -last_segment_body.length), false), segments - 1, name)
  }
})

const counts: readonly (readonly [string, string, number, number])[] = [
  ['nothing', '', 1, 1],
  ['160 septets', 'a'.repeat(160), 1, 1],
  ['161 septets', 'a'.repeat(161), 2, 2],
  ['304 septets', 'a'.repeat(304), 2, 2],
  ['306 septets', 'a'.repeat(306), 2, 3],
  ['307 septets', 'a'.repeat(307), 3, 3],
  ['80 extension characters', '€'.repeat(80), 1, 1],
  ['81 extension characters', '€'.repeat(81), 2, 2],
  ['70 units', 'я'.repeat(70), 1, 1],
  ['71 units', 'я'.repeat(71), 2, 2],
  ['132 units', 'я'.repeat(132), 2, 2],
  ['134 units', 'я'.repeat(134), 2, 3],
  ['an emoji that may not be divided', `${'я'.repeat(66)}😜${'я'.repeat(66)}`, 3, 3],
  ['smart encoding that makes one character three', '…'.repeat(70), 2, 2],
]
for (const [name, body, standard, tollFree] of counts)
  test(`${name} take ${standard} segments, and ${tollFree} from a toll-free number`, () => {
    assert.equal(segmentsAtMost(body, false), standard)
    assert.equal(segmentsAtMost(body, true), tollFree)
  })

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...'a Z9\n@_$£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà'), maxLength: 700 }),
  fc.string({ unit: fc.constantFrom('a', '€', 'я', '😜', '“', '…', '👨‍👩‍👧', 'é'), maxLength: 300 }),
)

test('the count is never below Twilio’s own, with and without smart encoding', () => {
  fc.assert(
    fc.property(texts, (body) => {
      const own = Math.max(segmentsOf(body), new SegmentedMessage(body, 'auto', true).segmentsCount)
      assert.equal(segmentsAtMost(body, false), own)
      assert.ok(segmentsAtMost(body, true) >= own)
    }),
    { numRuns: 500 },
  )
})

test('no body Twilio accepts takes more segments than an unseen text is counted with', () => {
  for (const unit of ['a', 'я', '€', '😀'])
    for (const tollFree of [false, true])
      assert.ok(segmentsAtMost(unit.repeat(BODY_CHARACTERS_MAX), tollFree) <= SEGMENTS_MAX, unit)
})
