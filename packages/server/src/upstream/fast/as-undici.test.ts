/** Two readers, one answer: ours may refuse what undici takes, and never takes anything that undici reads in another way. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { exchange, type ExchangeEnd } from '../exchange.ts'
import { openOrigin } from '../origin.ts'
import { changedAnswers, plainAnswers } from '../testing/answer-bytes.ts'
import { type RawVendor, startRawVendor } from '../testing/raw-vendor.ts'

const METHODS = fc.constantFrom('GET', 'POST', 'HEAD')
const OPTIONS = { deadlineMs: 3_000, bodyBytesMax: 100_000 }

let vendor: RawVendor
let answer: (socket: Socket) => void = () => undefined
before(async () => {
  vendor = await startRawVendor({ request: (socket) => answer(socket) })
})
after(() => vendor[Symbol.asyncDispose]())

/** The vendor writes these bytes, in two pieces, and closes. */
async function readBy(http: 'fast' | 'node', method: string, bytes: Buffer, cut: number): Promise<ExchangeEnd> {
  answer = (socket) => {
    socket.write(bytes.subarray(0, cut))
    setImmediate(() => socket.end(bytes.subarray(cut)))
  }
  const origin = openOrigin(vendor.url, { http, connectMsMax: 1_000, idleMsMax: 1_000 })
  try {
    return await exchange(origin, { method, target: '/x', headers: [], body: null }, OPTIONS)
  } finally {
    await origin.close()
  }
}

/** Undici leaves blanks at the end of a value, which are no part of it. */
const plainValue = (value: string): string => value.replace(/[\t ]+(?=,|$)/g, '')

const facts = (end: ExchangeEnd): unknown =>
  end.kind === 'answered'
    ? [end.head.status, [...end.head.headers].map(([name, value]) => [name, plainValue(value)]).sort(), end.body]
    : end.kind

async function assertNeverOtherwise(method: string, bytes: Buffer, cut: number): Promise<ExchangeEnd> {
  const ours = await readBy('fast', method, bytes, cut)
  assert.notEqual(ours.kind, 'not_sent')
  if (ours.kind === 'answered') assert.deepEqual(facts(ours), facts(await readBy('node', method, bytes, cut)))
  return ours
}

test('a plain answer is read by both, and alike', async () => {
  await fc.assert(
    fc.asyncProperty(plainAnswers, METHODS, fc.nat(), async ({ bytes, status }, method, cut) => {
      const ours = await assertNeverOtherwise(method, bytes, cut % bytes.length)
      assert.ok(ours.kind === 'answered')
      assert.equal(ours.head.status, status)
    }),
    { numRuns: 300 },
  )
})

test('an answer with a few bytes changed is never read in another way than undici reads it', async () => {
  await fc.assert(
    fc.asyncProperty(changedAnswers, METHODS, fc.nat(), async (bytes, method, cut) => {
      await assertNeverOtherwise(method, bytes, cut % (bytes.length + 1))
    }),
    { numRuns: 600 },
  )
})

const CORPUS = new URL('../../../../../../shared/data/http/llhttp/response/', import.meta.url)
const absent = !existsSync(CORPUS) && 'ABSENT: shared/data/http/llhttp, so llhttp’s own cases are NOT read'

/** A block becomes bytes as the corpus says: joined lines, CR LF at line ends, then written escapes. */
const bytesOf = (block: string): Buffer =>
  Buffer.from(
    block
      .replace(/\n$/, '')
      .replaceAll('\\\n', '')
      .replaceAll('\n', '\r\n')
      .replace(
        /\\(?:([rntf])|x([0-9a-fA-F]{2})|([0-7]{1,3}))/g,
        (_all, letter?: string, hex?: string, octal?: string) =>
          letter === undefined
            ? String.fromCharCode(Number.parseInt(hex ?? octal ?? '', hex === undefined ? 8 : 16))
            : ({ r: '\r', n: '\n', t: '\t', f: '\f' }[letter] ?? letter),
      ),
    'latin1',
  )

test('llhttp’s own cases are never read in another way than undici reads them', { skip: absent }, async () => {
  let cases = 0
  for (const file of readdirSync(CORPUS))
    for (const [, block = ''] of readFileSync(new URL(file, CORPUS), 'utf8').matchAll(/^```http\n([^]*?)^```$/gm)) {
      cases++
      const bytes = bytesOf(block)
      for (const cut of [0, 1, Math.floor(bytes.length / 2), bytes.length])
        await assertNeverOtherwise('GET', bytes, cut)
    }
  assert.ok(cases >= 85, `${cases} cases`)
})
