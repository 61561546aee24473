import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { BODY_CHARACTERS_MAX, SEGMENTS_MAX, segmentsAtMost, segmentsOf } from './segments.ts'

interface Vector {
  readonly name: string
  readonly body: string
  readonly segments: number
}

const VECTORS = new URL('../../../../../../shared/data/sms-segments.json', import.meta.url)
const absent = existsSync(VECTORS)
  ? false
  : 'ABSENT: shared/data/sms-segments.json, so Twilio’s own vectors are NOT checked'

test('every vector of Twilio’s calculator has its number of segments, and never more than we count', {
  skip: absent,
}, () => {
  const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { readonly vectors: readonly Vector[] }
  assert.ok(vectors.length > 40)
  for (const { name, body, segments } of vectors) {
    assert.equal(segmentsOf(body), segments, name)
    assert.ok(segmentsAtMost(body, false) >= segments, name)
    assert.ok(segmentsAtMost(body, true) >= segments, name)
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

test('no body Twilio accepts takes more segments than an unseen text is counted with, one UTF-16 unit a character', () => {
  for (const unit of ['a', 'я', '€'])
    for (const tollFree of [false, true])
      assert.ok(segmentsAtMost(unit.repeat(BODY_CHARACTERS_MAX), tollFree) <= SEGMENTS_MAX, unit)
})
