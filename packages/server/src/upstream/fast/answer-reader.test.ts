import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changedAnswers, plainAnswers } from '../testing/answer-bytes.ts'
import { AnswerReader } from './answer-reader.ts'

/** Old bytes stand behind every read, as in a buffer that is used again and again. */
const OLD = Buffer.from('\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n0\r\n\r\n')

function readIn(pieces: readonly Buffer[], isHead = false): unknown {
  const reader = new AnswerReader()
  reader.begin(isHead)
  const body: Buffer[] = []
  for (const piece of pieces) {
    const buffer = Buffer.concat([piece, OLD])
    reader.read(buffer, piece.length)
    body.push(Buffer.from(reader.piece.subarray(reader.pieceStart, reader.pieceEnd)))
    buffer.fill(0)
    if (reader.phase === 'broken') return 'broken'
  }
  if (reader.phase === 'to the end') reader.end()
  const text = Buffer.concat(body).toString('latin1')
  return [reader.phase, reader.head?.status, [...(reader.head?.headers ?? [])], text, reader.hasSurplus]
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1))
    pieces.push(piece)
    at += piece.length
  }
  return pieces
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })

test('a plain answer is read whole, and is the same however it is cut', () => {
  fc.assert(
    fc.property(plainAnswers, cuts, ({ bytes, status, body }, sizes) => {
      const whole = readIn([bytes]) as [string, number, unknown, string, boolean]
      assert.deepEqual([whole[0], whole[1], whole[3]], ['done', status, body.toString('latin1')])
      assert.deepEqual(readIn(cut(bytes, sizes)), whole)
      assert.deepEqual(readIn(cut(bytes, [1])), whole)
    }),
    { numRuns: 2_000 },
  )
})

test('a changed answer ends in the same way however it is cut', () => {
  fc.assert(
    fc.property(changedAnswers, cuts, fc.boolean(), (bytes, sizes, isHead) => {
      const whole = readIn([bytes], isHead)
      const inPieces = readIn(cut(bytes, sizes), isHead)
      // In pieces, what can become no answer may be seen earlier, before there is a whole line to refuse.
      if (whole !== inPieces && inPieces !== 'broken') assert.deepEqual(inPieces, whole)
      if (inPieces === 'broken' && Array.isArray(whole)) assert.equal(whole[0], 'head')
    }),
    { numRuns: 3_000 },
  )
})

const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}\r\n`
const REFUSED: readonly (readonly [string, string])[] = [
  ['two equal lengths', head('content-length: 0\r\nContent-Length: 0\r\n')],
  ['a list of lengths', head('content-length: 0, 0\r\n')],
  ['a signed length', head('content-length: +0\r\n')],
  ['a length in hex', head('content-length: 0x0\r\n')],
  ['an empty length', head('content-length:\r\n')],
  ['a length with a blank behind it', head('content-length: 0 \r\n')],
  ['a length beyond all reason', head(`content-length: ${'9'.repeat(16)}\r\n`)],
  ['a length beside chunks', head('transfer-encoding: chunked\r\ncontent-length: 0\r\n')],
  ['another transfer coding', head('transfer-encoding: gzip, chunked\r\n')],
  ['chunked twice', head('transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n')],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ['a folded line', head('x-note: a\r\n b\r\n')],
  ['a blank before the colon', head('content-length : 0\r\n')],
  ['a line without a colon', head('content-length\r\n')],
  ['an empty name', head(': a\r\n')],
  ['a lone line feed', 'HTTP/1.1 200 OK\r\nx-note: a\ncontent-length: 0\r\n\r\n'],
  ['a lone carriage return', head('x-note: a\rcontent-length: 0\r\n')],
  ['a NUL', head('x-note: \0\r\n')],
  ['an empty line before the status line', `\r\n${head('content-length: 0\r\n')}`],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n'],
  ['100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${head('content-length: 0\r\n')}`],
  ['101 Switching Protocols', 'HTTP/1.1 101 X\r\n\r\n'],
  [
    'an informational answer that closes',
    `HTTP/1.1 103 X\r\nconnection: close\r\n\r\n${head('content-length: 0\r\n')}`,
  ],
  ['heads above the limit, together', `HTTP/1.1 103 X\r\nx: ${'a'.repeat(900)}\r\n\r\n`.repeat(40)],
  ['a chunk size of nine digits', `${head('transfer-encoding: chunked\r\n')}000000001\r\na\r\n`],
  ['a chunk without a line end', `${head('transfer-encoding: chunked\r\n')}1\r\nab\r\n`],
  ['a lone line feed behind a chunk size', `${head('transfer-encoding: chunked\r\n')}1\na\r\n`],
  ['a trailer about framing', `${head('transfer-encoding: chunked\r\n')}0\r\nContent-Length: 1\r\n\r\n`],
  ['a chunk line without end', `${head('transfer-encoding: chunked\r\n')}1;${'a'.repeat(9_000)}`],
]

for (const [name, bytes] of REFUSED)
  test(`${name} is no answer`, () => {
    assert.equal(readIn([Buffer.from(bytes, 'latin1')]), 'broken')
    assert.equal(readIn(cut(Buffer.from(bytes, 'latin1'), [7])), 'broken')
  })

test('a head that cannot become one is refused before it is whole', () => {
  for (const beginning of ['220 mail', 'HTTP/2', 'HTTP/1.1 200 OK\nx', 'HTTP/1.1 200 OK\r\nx: a\n\n', 'a'])
    assert.equal(readIn([Buffer.from(beginning)]), 'broken', beginning)
  assert.equal(readIn([Buffer.from(`HTTP/1.1 200 ${'a'.repeat(33_000)}`)]), 'broken')
})

test('bytes behind an answer are surplus, whatever they are', () => {
  for (const answer of [
    head('content-length: 1\r\n') + 'a',
    `${head('transfer-encoding: chunked\r\n')}1\r\na\r\n0\r\n\r\n`,
  ]) {
    const exact = readIn([Buffer.from(answer)]) as unknown[]
    const more = readIn([Buffer.from(`${answer}HTTP/1.1`)]) as unknown[]
    assert.deepEqual([exact[3], exact[4], more[3], more[4]], ['a', false, 'a', true])
  }
  assert.deepEqual((readIn([Buffer.from(`${head('content-length: 5\r\n')}a`)], true) as unknown[]).slice(3), ['', true])
})
