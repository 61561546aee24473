import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { UpstreamHead } from '../upstream/exchange.ts'
import { formsOf, SecretScan } from '../upstream/secret-scan.ts'
import type { Reply } from './incoming.ts'
import { StreamedAnswer } from './stream.ts'

const SECRET = 'sk_live_51Hq7ZkKp0aVbXcYd'
const SCAN = new SecretScan([SECRET])
const HEAD: UpstreamHead = { status: 200, headers: new Map([['content-type', 'application/json']]) }

/** A caller who reads as fast as `isSlow` says, and may leave. */
class Caller implements Reply {
  readonly got: Buffer[] = []
  began = 0
  ended = false
  gone = false
  isSlow = false
  drain: (() => void) | null = null
  send(): never {
    throw new Error('a stream is not sent whole')
  }
  begin(): void {
    this.began++
  }
  write(chunk: Buffer): boolean {
    this.got.push(Buffer.from(chunk))
    return !this.isSlow
  }
  onDrain(listener: () => void): void {
    this.drain = listener
  }
  onClose(): void {}
  end(): void {
    this.ended = true
  }
  abort(): void {
    this.gone = true
  }
  text(): string {
    return Buffer.concat(this.got).toString('latin1')
  }
}

class Controls {
  paused = false
  readonly pause = (): void => void (this.paused = true)
  readonly resume = (): void => void (this.paused = false)
}

function stream(stopsWhenGone = true) {
  const caller = new Caller()
  const answer = new StreamedAnswer(caller, SCAN, () => caller.begin(), stopsWhenGone)
  const controls = new Controls()
  return {
    caller,
    answer,
    controls,
    chunk: (text: string) => answer.options.chunk(Buffer.from(text, 'latin1'), controls),
  }
}

test('what comes in arrives unchanged, however it is cut', () => {
  const text = `{"data":[${'{"id":"pi_1"},'.repeat(40)}{}]}`
  for (let size = 1; size <= 70; size++) {
    const { caller, answer, chunk } = stream()
    assert.ok(answer.options.head(HEAD))
    for (let at = 0; at < text.length; at += size) assert.ok(chunk(text.slice(at, at + size)))
    answer.finish()
    assert.equal(caller.text(), text)
    assert.deepEqual([caller.began, caller.ended], [1, true])
  }
})

test('no byte of the secret passes, in any spelling, across every chunk border', () => {
  const before = 'x'.repeat(200)
  for (const form of formsOf(SECRET))
    for (let cut = 0; cut <= form.length; cut++) {
      const { caller, answer, chunk } = stream()
      answer.options.head(HEAD)
      const whole = `${before}${form}`
      const at = before.length + cut
      const passed = chunk(whole.slice(0, at)) && chunk(whole.slice(at))
      assert.equal(passed, false)
      assert.ok(before.startsWith(caller.text()), `${form} cut at ${cut}`)
    }
})

test('byte by byte the secret is found too', () => {
  const { caller, answer, chunk } = stream()
  answer.options.head(HEAD)
  const bytes = [...`before ${SECRET}`]
  assert.equal(
    bytes.findIndex((byte) => !chunk(byte)),
    bytes.length - 1,
  )
  assert.ok('before '.startsWith(caller.text()))
})

test('small pieces pass at once, each as it comes', () => {
  const { caller, answer, chunk } = stream()
  answer.options.head(HEAD)
  let text = ''
  for (let part = 1; part <= 5; part++) {
    const piece = `data: {"part":${part}}\n\n`
    chunk(piece)
    text += piece
    assert.equal(caller.text(), text)
  }
})

test('an answer begins with the first bytes that pass; what fails before them can be answered otherwise', () => {
  const { caller, answer, chunk } = stream()
  answer.options.head(HEAD)
  chunk(SECRET.slice(0, 10))
  assert.deepEqual([answer.begun, caller.began], [false, 0])
  assert.equal(chunk(SECRET.slice(10)), false)
  assert.deepEqual([answer.begun, caller.began], [false, 0])
  const other = stream()
  other.answer.options.head(HEAD)
  other.chunk('{')
  assert.deepEqual([other.answer.begun, other.caller.began], [true, 1])
})

test('an answer without a body begins and ends', () => {
  const { caller, answer } = stream()
  answer.options.head({ ...HEAD, status: 204 })
  answer.finish()
  assert.deepEqual([caller.began, caller.ended, caller.text()], [1, true, ''])
})

const SPELLED = [SECRET.replaceAll('_', '%5F'), SECRET.replaceAll('_', '\\u005f'), SECRET.replaceAll('_', '&#x5f;')]

test('whatever comes, in whatever pieces: it passes whole, or no byte of the secret does', () => {
  const ordinary = fc.constantFrom(SECRET.slice(0, -1), '\\u005f', '\\u0', '%5f', '%', '&#9', '\xff', 'x'.repeat(40))
  const spelled = fc.constantFrom(SECRET, ...formsOf(SECRET), ...SPELLED)
  const secretAt = (text: string): number => {
    let end = 0
    while (end <= text.length && !SCAN.found(Buffer.from(text.slice(0, end), 'latin1'))) end++
    let at = end
    while (at > 0 && !SCAN.found(Buffer.from(text.slice(at, end), 'latin1'))) at--
    return at
  }
  let broken = 0
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: ordinary }, { weight: 1, arbitrary: spelled }), { maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      (parts, cuts) => {
        const text = parts.join('')
        const ends = [...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const { caller, answer, chunk } = stream()
        answer.options.head(HEAD)
        const passed = ends.every((end, at) => chunk(text.slice(at === 0 ? 0 : ends[at - 1], end)))
        assert.equal(passed, !SCAN.found(Buffer.from(text, 'latin1')))
        if (passed) {
          answer.finish()
          assert.equal(caller.text(), text)
          return
        }
        broken++
        assert.ok(text.slice(0, secretAt(text)).startsWith(caller.text()))
      },
    ),
    { numRuns: 3_000 },
  )
  assert.ok(broken > 300)
})

test('a head that holds the secret, or says that the body is compressed, is not begun', () => {
  for (const header of [
    ['x-echo', `Bearer ${SECRET}`],
    ['content-encoding', 'gzip'],
    ['content-encoding', 'BR'],
  ] as const) {
    const { caller, answer } = stream()
    assert.equal(answer.options.head({ status: 200, headers: new Map([header]) }), false)
    assert.deepEqual([answer.begun, caller.began], [false, 0])
  }
})

test('a slow caller pauses the vendor until it has read, and a fast one does not', () => {
  const { caller, answer, controls, chunk } = stream()
  answer.options.head(HEAD)
  chunk('a'.repeat(1_000))
  assert.equal(controls.paused, false)
  caller.isSlow = true
  chunk('a'.repeat(1_000))
  assert.equal(controls.paused, true)
  caller.drain?.()
  assert.equal(controls.paused, false)
})

test('a read is not read on for a caller who left; what may cost is, and without a pause', () => {
  for (const stopsWhenGone of [true, false]) {
    const { caller, answer, controls, chunk } = stream(stopsWhenGone)
    answer.options.head(HEAD)
    caller.gone = true
    caller.isSlow = true
    assert.equal(chunk('a'.repeat(1_000)), !stopsWhenGone)
    assert.equal(controls.paused, false)
  }
})
