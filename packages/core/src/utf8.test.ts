import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeUtf8 } from './utf8.ts'

test('every text comes back from its bytes, unless a byte order mark begins it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeUtf8(Buffer.from(text)), text.startsWith('\ufeff') ? null : text)
    }),
    { examples: [['\ufeff{}'], ['a\ufeff'], ['']] },
  )
})

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [
    [0xff],
    [0xc3],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0x61, 0xe2, 0x82],
    [0xfe, 0xff, 0x00, 0x61],
  ])
    assert.equal(decodeUtf8(Uint8Array.from(bytes)), null)
})
