import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { segmentsOf } from './segments.ts'

test('a text is cut at 160 or 153 septets, at 70 or 67 units with any other character', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['я'.repeat(135), 3],
  ]
  for (const [text, parts] of cases) assert.equal(segmentsOf(text), parts, `${text.slice(0, 1)} × ${text.length}`)
})

test('a character of two units is never split over two parts', () => {
  assert.equal(segmentsOf(`${'я'.repeat(66)}😜${'я'.repeat(66)}`), 3)
})

const VECTORS = new URL('../../../../../shared/data/sms-segments.json', import.meta.url)
const absent = !existsSync(VECTORS) && 'ABSENT: shared/data/sms-segments.json, so Twilio’s own vectors are NOT checked'

test('agrees with Twilio’s own vectors', { skip: absent }, () => {
  const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
    vectors: { name: string; body: string; segments: number }[]
  }
  assert.ok(vectors.length > 40)
  for (const { name, body, segments } of vectors) assert.equal(segmentsOf(body), segments, name)
})
