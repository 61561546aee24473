import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { readHead } from '../head.ts'
import { type Found, findRequest } from './request.ts'

const find = (text: string): Found => findRequest(Buffer.from(text, 'latin1'))
const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`
const POST = lines(
  'POST /stripe/v1/payment_intents?a=%20b HTTP/1.1',
  'Host: 127.0.0.1:8787',
  'Authorization: Bearer vault_key_abc',
  'Content-Type:application/x-www-form-urlencoded',
  'X-Empty:',
  'X-Padded:   two  words  ',
  'Connection: Keep-Alive',
  'Content-Length: 3',
)

test('a plain request is found with its head and the place of its body, whatever follows', () => {
  for (const after of ['', 'a', 'abc', 'abcGET / HTTP/1.1\r\n']) {
    const found = find(POST + after)
    assert.ok(typeof found === 'object')
    const { head, bodyAt, end } = found
    assert.deepEqual([bodyAt, end], [POST.length, POST.length + 3])
    assert.deepEqual([head.method, head.target], ['POST', '/stripe/v1/payment_intents?a=%20b'])
    assert.deepEqual([...head.headers].slice(3), [
      ['x-empty', ''],
      ['x-padded', 'two  words'],
      ['connection', 'Keep-Alive'],
      ['content-length', '3'],
    ])
  }
})

test('whatever names came before and in which order, those of a head are its own', () => {
  const host = ['Host: a', 'host', 'a']
  const headers = [
    host,
    ['Accept: b', 'accept', 'b'],
    ['Accept-Language: c', 'accept-language', 'c'],
    ['ACCEPT:d', '', ''],
  ]
  for (const first of headers)
    for (const second of headers)
      for (const third of headers) {
        const all = [first, second, third]
        const names = all.map(([line, name]) => name || line?.split(':')[0]?.toLowerCase())
        const found = find(lines('GET / HTTP/1.1', ...all.map(([line = '']) => line)))
        const isPlain = all.includes(host) && new Set(names).size === 3
        assert.equal(found !== 'not_plain', isPlain, String(all))
        if (typeof found === 'object') assert.deepEqual([...found.head.headers.keys()], names)
      }
})

test('of a head that is not whole, no part is judged too early', () => {
  const lineEnd = POST.indexOf('\n') + 1
  for (let length = lineEnd; length < POST.length; length++) assert.equal(find(POST.slice(0, length)), 'unfinished')
})

const NOT_PLAIN: Readonly<Record<string, string>> = {
  'nothing that looks like a line': '\u0016\u0003\u0001\u0002',
  'a method in small letters': lines('get / HTTP/1.1', 'Host: a'),
  'another method': lines('OPTIONS / HTTP/1.1', 'Host: a'),
  'a tunnel': lines('CONNECT a:443 HTTP/1.1', 'Host: a'),
  'an absolute target': lines('GET http://a/ HTTP/1.1', 'Host: a'),
  'a fragment': lines('GET /a#b HTTP/1.1', 'Host: a'),
  'a target with a space': lines('GET /a b HTTP/1.1', 'Host: a'),
  'a target beyond ASCII': lines('GET /\u00e4 HTTP/1.1', 'Host: a'),
  'two spaces': lines('GET  / HTTP/1.1', 'Host: a'),
  'another version': lines('GET / HTTP/1.0', 'Host: a'),
  'an empty line in front': `\r\n${lines('GET / HTTP/1.1', 'Host: a')}`,
  'a bare line feed after the request line': 'GET / HTTP/1.1\nHost: a\r\n\r\n',
  'a bare line feed after a header': 'GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n',
  'a bare line feed at the end': 'GET / HTTP/1.1\r\nHost: a\r\n\n',
  'a bare carriage return': lines('GET / HTTP/1.1', 'Host: a\rX-A: b'),
  'a folded line': lines('GET / HTTP/1.1', 'Host: a', 'X-A: b', ' c'),
  'a line without a colon': lines('GET / HTTP/1.1', 'Host: a', 'X-A'),
  'a line without a name': lines('GET / HTTP/1.1', 'Host: a', ': b'),
  'a space before the colon': lines('GET / HTTP/1.1', 'Host: a', 'X-A : b'),
  'an underscore in a name': lines('GET / HTTP/1.1', 'Host: a', 'X_A: b'),
  'a tab in a value': lines('GET / HTTP/1.1', 'Host: a', 'X-A:\tb'),
  'a zero byte in a value': lines('GET / HTTP/1.1', 'Host: a', 'X-A: \u0000'),
  'no host': lines('GET / HTTP/1.1', 'X-A: b'),
  'a host that is none': lines('GET / HTTP/1.1', 'Host: a/b'),
  'two hosts': lines('GET / HTTP/1.1', 'Host: a', 'Host: a'),
  'a list header that stands twice': lines('GET / HTTP/1.1', 'Host: a', 'Accept: b', 'Accept: c'),
  'a transfer coding': lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'),
  'two lengths': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 1'),
  'a length with a sign': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: +1'),
  'a length with a zero in front': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 01'),
  'an empty length': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length:'),
  'a body that is not small': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 32769'),
  'an expectation': lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Expect: 100-continue'),
  'a connection that is to close': lines('GET / HTTP/1.1', 'Host: a', 'Connection: close'),
  'a connection of several words': lines('GET / HTTP/1.1', 'Host: a', 'Connection: keep-alive, x-a'),
  'an old word for a connection': lines('GET / HTTP/1.1', 'Host: a', 'Proxy-Connection: keep-alive'),
  'an upgrade': lines('GET / HTTP/1.1', 'Host: a', 'Upgrade: h2c'),
  'a trailer': lines('GET / HTTP/1.1', 'Host: a', 'Trailer: x-a'),
  'an override of the method': lines('POST / HTTP/1.1', 'Host: a', 'X-HTTP-Method-Override: DELETE'),
  'a head of more than 8 KiB': lines('GET / HTTP/1.1', 'Host: a', `X-A: ${'b'.repeat(8_200)}`),
  'a head of more than 8 KiB, not whole yet': `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'b'.repeat(8_200)}`,
}

for (const [what, text] of Object.entries(NOT_PLAIN))
  test(`left to node:http: ${what}`, () => assert.equal(find(text), 'not_plain'))

interface Read {
  readonly message: IncomingMessage
  readonly body: Buffer
}

/** The first request that `node:http` reads whole from these bytes, or null. */
async function readByNode(bytes: Buffer): Promise<Read | null> {
  const server = createServer({ insecureHTTPParser: false, requireHostHeader: false })
  let found: Read | null = null
  server.on('clientError', () => undefined)
  server.once('request', (message) => {
    const chunks: Buffer[] = []
    message.on('error', () => undefined)
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => (found = { message, body: Buffer.concat(chunks) }))
  })
  const wire = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  server.emit('connection', wire)
  wire.push(bytes)
  await turn()
  await turn()
  wire.destroy()
  return found
}

/** Requests that are nearly plain: every part has a few plain forms and a few that are not. */
const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts)
const mostly = (plain: fc.Arbitrary<string>, odd: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: odd })
const headerLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      oneOf('X-A', 'Accept', 'x-b', 'Keep-Alive', 'Cookie', 'TE'),
      oneOf('', ' b', ' a, b', '  c  ', ' \u00e4', '\td'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(oneOf('Content-Length', 'content-length'), oneOf(' 0', ' 3', ' 3 ', ' 03', ' 3,3', ' +3')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      oneOf('Transfer-Encoding', 'Connection', 'Proxy-Connection', 'Expect', 'Upgrade', 'Trailer'),
      oneOf(' chunked', ' close', ' keep-alive', ' Keep-Alive', ' upgrade', ' 100-continue'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.string({ unit: 'binary-ascii', maxLength: 3 }),
      fc.string({ unit: 'binary-ascii', maxLength: 5 }),
    ),
  },
)
const request = fc
  .record({
    method: mostly(oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'), oneOf('OPTIONS', 'get', 'POST ')),
    target: mostly(
      fc.string({ unit: 'grapheme-ascii', maxLength: 6 }).map((text) => `/${text.replaceAll(/[ #]/g, '?')}`),
      oneOf('/', '//a/b', '*', 'http://a/', '/a#b', '/a b'),
    ),
    version: mostly(fc.constant('HTTP/1.1'), oneOf('HTTP/1.0', 'http/1.1', 'HTTP/1.1 ')),
    headers: fc.array(headerLine, { maxLength: 5 }),
    lineEnd: mostly(fc.constant('\r\n'), oneOf('\n', '\r', '\r\n ')),
    body: oneOf('', 'abc', 'abcGET / HTTP/1.1\r\n\r\n', 'a\r\n'),
  })
  .map(({ method, target, version, headers, lineEnd, body }) => {
    const own = ['Host: a', ...headers.map(([name, value]) => `${name}:${value}`)]
    return `${method} ${target} ${version}\r\n${own.join(lineEnd)}\r\n\r\n${body}`
  })
/** A byte put in, taken out or changed, at some places. */
const mutated = fc
  .tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), oneOf('put', 'take', 'change')), { maxLength: 2 }))
  .map(([text, changes]) => {
    const bytes = [...Buffer.from(text, 'latin1')]
    for (const [at, byte, how] of changes) {
      const index = at % (bytes.length + 1)
      bytes.splice(index, how === 'put' ? 0 : 1, ...(how === 'take' ? [] : [byte]))
    }
    return Buffer.from(bytes)
  })

test('whatever comes: what is found is what node:http finds in the same bytes, head, body and end', async () => {
  let plain = 0
  await fc.assert(
    fc.asyncProperty(mutated, async (bytes) => {
      const found = findRequest(bytes)
      if (typeof found !== 'object' || found.end > bytes.length) return
      plain++
      const read = await readByNode(bytes)
      assert.ok(read !== null, 'node:http reads no request here')
      assert.deepEqual(found.head, readHead(read.message))
      assert.deepEqual(bytes.subarray(found.bodyAt, found.end), read.body)
      // Cut right behind it, it is still whole; one byte earlier it is not, unless that byte is all it lacks of a body.
      assert.notEqual(await readByNode(bytes.subarray(0, found.end)), null)
      assert.equal(await readByNode(bytes.subarray(0, found.end - 1)), null)
    }),
    { numRuns: 20_000 },
  )
  assert.ok(plain > 2_000, `only ${plain} were plain`)
})
