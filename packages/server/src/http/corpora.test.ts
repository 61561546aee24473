/**
 * Requests that others wrote to break readers of HTTP, through a real socket: with the fast lane in front the listener reads
 * the same requests out of the same bytes, and answers the same, as `node:http` alone.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { parse as parseYaml } from 'yaml'
import { type Mode, MODES, openClient, type Seen, startLanes } from './testing/lanes.ts'

const CORPORA = fileURLToPath(new URL('../../../../../shared/data/http/', import.meta.url))
const isThere = existsSync(CORPORA)
const skip = isThere ? false : `no corpora at ${CORPORA}: only the project's own cases are run`
/** Longer than the lane waits for the rest of a request before it hands over. */
const QUIET_MS = 350

interface Outcome {
  readonly seen: readonly Seen[]
  readonly answered: string
  readonly closed: boolean
}

/** Sends these pieces on one connection, one after another, and waits until nothing comes any more. */
async function outcomeOf(
  mode: Mode,
  pieces: readonly Buffer[],
): Promise<Outcome & { readonly readers: readonly Mode[] }> {
  await using lanes = await startLanes(mode)
  const client = await openClient(lanes.port)
  for (const piece of pieces) {
    client.socket.write(piece)
    await delay(1)
  }
  let before = ''
  for (
    let quietMs = 0;
    quietMs < QUIET_MS && !client.closed();
    quietMs = before === client.answered() ? quietMs + 10 : 0
  ) {
    before = client.answered()
    await delay(10)
  }
  const seen = [...lanes.seen]
  const [answered, closed] = [client.answered(), client.closed()]
  client.socket.destroy()
  return { seen, answered, closed, readers: [...lanes.readers] }
}

/**
 * Where an answer closes the connection, what comes in a later piece is read or not, as the two happen to fall: then the requests
 * that were answered are compared.
 */
function decided({ seen, answered, closed }: Outcome, pieces: number): Outcome {
  const answers = [...answered.matchAll(/HTTP\/1\.1 [2-5]/g)].length
  return { seen: pieces > 1 && closed ? seen.slice(0, answers) : seen, answered, closed }
}

/** How many requests the lane read itself. */
async function sameInBoth(pieces: readonly Buffer[], what: string): Promise<number> {
  const [fast, node] = await Promise.all(MODES.map((mode) => outcomeOf(mode, pieces)))
  assert.ok(fast !== undefined && node !== undefined)
  assert.deepEqual(decided(fast, pieces.length), decided(node, pieces.length), what)
  return fast.readers.filter((reader) => reader === 'fast').length
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const NEXT = 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)

/** Many cases at once: most of their time is waiting. */
async function all(cases: readonly (readonly [what: string, text: string])[]): Promise<number> {
  const counts: number[] = []
  const rest = [...cases]
  const worker = async (): Promise<void> => {
    for (let next = rest.pop(); next !== undefined; next = rest.pop())
      counts.push(await sameInBoth([latin1(next[1])], next[0]))
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  return sum(counts)
}

interface DesyncCase {
  readonly name: string
  readonly uri: string
  readonly method: string
  readonly version: string | null
  readonly headers: readonly { readonly name: string; readonly value: unknown }[] | null
}

test('the cases of http-desync-guardian are read as node:http reads them', { skip }, async () => {
  const folder = `${CORPORA}http-desync-guardian/`
  const cases = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseYaml(readFileSync(folder + name, 'latin1')) as DesyncCase[])
  assert.ok(cases.length > 150)
  const texts = cases.flatMap(({ name, uri, method, version, headers }) => {
    const line = version === null || version === '' ? `${method} ${uri}` : `${method} ${uri} ${version}`
    const given = (headers ?? []).map((header) => `${header.name}: ${String(header.value)}`)
    return ['', 'Host: a'].flatMap((host) => {
      const head = [line, ...(host === '' ? [] : [host]), ...given].join('\r\n')
      return ['', '0\r\n\r\n', 'abcdefghij'].map((body) => [name, `${head}\r\n\r\n${body}${NEXT}`] as const)
    })
  })
  const byLane = await all(texts)
  assert.ok(byLane > 30, `the lane read ${byLane}`)
})

test('the cases of node’s own parser are read as node:http reads them', { skip }, async () => {
  const folder = `${CORPORA}llhttp/request/`
  const cases = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(folder + file, 'latin1')
    return [...text.matchAll(/<!-- meta=(\{.*?\}) -->\n```http\n([^]*?)\n```/g)].map(
      (match) => [`${file}: ${match[1]}`, bytesOf(match[2] ?? '')] as const,
    )
  })
  assert.ok(cases.length > 150)
  // Few of them name a host, without which no request is plain.
  const byLane = await all(
    cases.flatMap(([what, text]) =>
      [text, text + NEXT, text.replace('\r\n', '\r\nHost: a\r\n') + NEXT].map((each) => [what, each] as const),
    ),
  )
  assert.ok(byLane > 30, `the lane read ${byLane}`)
})

/** As the corpus says it is written: joined lines, CR LF at the ends, escapes. */
function bytesOf(block: string): string {
  return block
    .replaceAll(/\\\n/g, '')
    .replaceAll('\n', '\r\n')
    .replaceAll(/\\(r|n|t|f|x[0-9a-fA-F]{2}|[0-7]{1,3})/g, (_all, code: string) => {
      const named = { r: '\r', n: '\n', t: '\t', f: '\f' }[code]
      return (
        named ??
        String.fromCharCode(code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8))
      )
    })
}

const OWN: Readonly<Record<string, string>> = {
  'a plain request': NEXT,
  'two lengths': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc${NEXT}`,
  'a length and a coding': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${NEXT}`,
  'a coding alone': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${NEXT}`,
  'a coding in disguise': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,
  'a folded coding': `POST / HTTP/1.1\r\nHost: a\r\nX: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,
  'a length after a bare line feed': `POST / HTTP/1.1\r\nHost: a\nContent-Length: 3\r\n\r\nabc${NEXT}`,
  'a length after a bare return': `POST / HTTP/1.1\r\nHost: a\rContent-Length: 3\r\n\r\nabc${NEXT}`,
  'a body on a GET': `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,
  'a body that is the next request': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${NEXT.length}\r\n\r\n${NEXT}`,
  'one byte more than announced': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcd${NEXT}`,
  'one byte less than announced': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabc${NEXT}`,
  'empty lines between requests': `${NEXT}\r\n\r\n${NEXT}`,
  'a close in the middle': `${NEXT}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${NEXT}`,
  'an upgrade in the middle': `${NEXT}GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n${NEXT}`,
  'an older version in the middle': `${NEXT}GET / HTTP/1.0\r\nHost: a\r\n\r\n${NEXT}`,
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a large body in the middle': `${NEXT}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'b'.repeat(100_000)}${NEXT}`,
  'an expectation in the middle': `${NEXT}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc${NEXT}`,
}

test('a tunnel is not made, and the call before it is answered, which node:http alone would not do', async () => {
  const outcome = await outcomeOf('fast', [latin1(`${NEXT}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${NEXT}`)])
  assert.deepEqual([outcome.seen.length, outcome.closed], [1, true])
  assert.match(outcome.answered, /^HTTP\/1\.1 200 [^]*\r\n\r\n\/next$/)
})

test('our own cases, whole and cut in pieces, are read as node:http reads them', async () => {
  await all(Object.entries(OWN))
  await Promise.all(
    Object.entries(OWN).map(([what, text]) => {
      const bytes = latin1(text)
      const size = Math.ceil(bytes.length / 5)
      return sameInBoth(
        Array.from({ length: 5 }, (_, index) => bytes.subarray(index * size, (index + 1) * size)),
        what,
      )
    }),
  )
})

/** Some requests in a row, most of them plain, with bytes changed here and there, cut at any places. */
const conversation = fc
  .record({
    requests: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(NEXT, 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc') },
        { weight: 1, arbitrary: fc.constantFrom(...Object.values(OWN).filter((text) => text.length < 1_000)) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('GET /vault/x HTTP/1.1\r\nHost: a\r\n\r\n', 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n'),
        },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 2 }),
    cuts: fc.array(fc.nat(), { maxLength: 4 }),
  })
  .map(({ requests, changes, cuts }) => {
    const bytes = latin1(requests.join(''))
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte
    const ends = [...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
    return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
  })

test('whatever is said, in whatever pieces: the same requests are read, and the same is answered', async () => {
  let byLane = 0
  await fc.assert(
    fc.asyncProperty(fc.array(conversation, { minLength: 24, maxLength: 24 }), async (conversations) => {
      const compared = conversations.map((pieces) => sameInBoth(pieces, JSON.stringify(pieces.map(String))))
      byLane += sum(await Promise.all(compared))
    }),
    { numRuns: 12, endOnFailure: true },
  )
  assert.ok(byLane > 150, `the lane read ${byLane}`)
})
