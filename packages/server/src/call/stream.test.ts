import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamHead } from '../upstream/exchange.ts'
import { formsOf, SecretScan } from '../upstream/secret-scan.ts'
import type { Reply } from './incoming.ts'
import { StreamedAnswer } from './stream.ts'

const SECRET = 'sk_live_51Hq7ZkKp0aVbXcYd'
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
  const answer = new StreamedAnswer(caller, new SecretScan([SECRET]), () => caller.begin(), stopsWhenGone)
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
