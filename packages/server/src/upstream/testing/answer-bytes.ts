/** Answers as bytes, for properties: plain ones in all their forms, and ones with a few bytes changed. */
import fc from 'fast-check'

export interface MadeAnswer {
  readonly bytes: Buffer
  readonly status: number
  readonly body: Buffer
}

const name = fc.constantFrom('x-note', 'Request-Id', 'DATE', 'set-cookie', 'x_1', 'keep-alive', '__proto__')
const value = fc.stringMatching(/^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]{0,12}[!-~\x80-\xff])?)?$/)
const blank = fc.constantFrom('', ' ', '\t', '  ')
const headers = fc
  .array(fc.tuple(name, blank, value, blank), { maxLength: 6 })
  .map((list) => list.map(([name, before, value, after]) => `${name}:${before}${value}${after}\r\n`).join(''))
const reason = fc.constantFrom(' OK', ' Payment Required', ' ', '')
const hints = fc.array(
  fc.constantFrom('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', 'HTTP/1.1 102 Processing\r\n\r\n'),
  { maxLength: 2 },
)
/** May hold what looks like heads, chunks and line ends. */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom('\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\n', '{"a":1}', '5', '\n'), { maxLength: 8 })
    .map((parts) => Buffer.from(parts.join(''))),
)
const framing = fc.oneof(
  fc.constant({ kind: 'length' as const }),
  fc.constant({ kind: 'end' as const }),
  fc.record({
    kind: fc.constant('chunks' as const),
    sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
    extension: fc.constantFrom('', ';a', ';a=b;c'),
    trailer: fc.constantFrom('', 'x-sum: 1\r\n', 'a: b\r\nc:\r\n'),
    upper: fc.boolean(),
  }),
)

export const plainAnswers: fc.Arbitrary<MadeAnswer> = fc
  .record({ status: fc.constantFrom(200, 201, 301, 402, 429, 500, 599), reason, hints, headers, body, framing })
  .map(({ status, reason, hints, headers, body, framing }) => {
    const coded = framing.kind === 'chunks' ? chunked(body, framing) : body
    const announced = {
      length: `Content-Length: ${body.length}\r\n`,
      chunks: 'transfer-encoding: chunked\r\n',
      end: '',
    }[framing.kind]
    const head = `${hints.join('')}HTTP/1.1 ${status}${reason}\r\n${headers}${announced}\r\n`
    return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), coded]), status, body }
  })

interface Chunking {
  readonly sizes: readonly number[]
  readonly extension: string
  readonly trailer: string
  readonly upper: boolean
}

function chunked(body: Buffer, { sizes, extension, trailer, upper }: Chunking): Buffer {
  const parts: Buffer[] = []
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const piece = body.subarray(at, at + (sizes[turn % sizes.length] ?? 1))
    const size = piece.length.toString(16)
    parts.push(Buffer.from(`${upper ? size.toUpperCase() : size}${extension}\r\n`), piece, Buffer.from('\r\n'))
    at += piece.length
  }
  return Buffer.concat([...parts, Buffer.from(`0${extension}\r\n${trailer}\r\n`)])
}

const ODD_TEXTS = [
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    ':',
    ';',
    ',',
    '+',
    '-',
    '0',
    '1',
    'a',
    'f',
    '\0',
    '\x7f',
    '\x80',
    '\xff',
  ],
  ...['\r\n x', '\r\ncontent-length: 3', '\r\ntransfer-encoding: chunked', '\r\ntransfer-encoding: gzip, chunked'],
  ...[
    '\r\nconnection: close',
    '\r\nconnection: upgrade\r\nupgrade: x',
    'HTTP/1.0',
    'HTTP/1.1 101 X\r\n\r\n',
    '0x',
    '1e1',
  ],
]

const change = fc.record({
  at: fc.integer({ min: 0, max: 999 }),
  inHead: fc.boolean(),
  drop: fc.integer({ min: 0, max: 3 }),
  put: fc.constantFrom('', ...ODD_TEXTS),
})

export const changedAnswers: fc.Arbitrary<Buffer> = fc
  .tuple(plainAnswers, fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([{ bytes }, changes]) =>
    changes.reduce((text, { at, inHead, drop, put }) => {
      const room = inHead ? Math.max(1, text.indexOf('\r\n\r\n')) : text.length
      const place = Math.floor((at * room) / 1_000)
      return Buffer.concat([text.subarray(0, place), Buffer.from(put, 'latin1'), text.subarray(place + drop)])
    }, bytes),
  )
