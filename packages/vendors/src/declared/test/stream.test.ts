import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import type { Operation, VendorAdapter } from '../../adapter.ts'
import { shipped } from '../shipped.ts'

const openai = shipped.find(({ vendor }) => vendor === 'openai') as VendorAdapter
const operation = openai.operation('POST', 'api', '/v1/chat/completions') as Operation
const request = readRequestOf({
  path: '/v1/chat/completions',
  json: { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }], max_completion_tokens: 100 },
})
const context = contextOf('openai', {})
const estimate = openai.price(operation, request, context)

const EVENTS = 'text/event-stream'
const STREAM =
  'data: {"id":"c1","choices":[{"delta":{"content":"hé😀"}}],"usage":null}\r\n\r\n: a comment\n\n' +
  'data: {"id":"c1","usage":{"prompt_tokens":10,\ndata: "completion_tokens":4}}\n\ndata: [DONE]\n\n'

function read(chunks: readonly Uint8Array[], type: string | undefined = EVENTS) {
  const reader = openai.streamReader?.(operation, type)
  for (const chunk of chunks) reader?.chunk(chunk)
  const json = reader?.end()
  const { verdict } = openai.classify(operation, request, estimate, { status: 200, headers: new Map(), json }, context)
  return { json, verdict }
}

const held = estimate.kind === 'known' ? estimate.amount : null

test('where the chunks of a stream end makes no difference to what it costs', () => {
  const bytes = Buffer.from(STREAM)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
      const { verdict } = read(chunks)
      // 10 × 2.50 and 4 × 10 USD for a million.
      assert.equal(verdict.kind === 'performed' && verdict.actual, 65n)
    }),
  )
})

test('a stream cut anywhere before its last event costs the hold in full', () => {
  const bytes = Buffer.from(STREAM)
  const last = bytes.indexOf('[DONE]') + '[DONE]'.length
  for (let end = 0; end < last; end++) {
    const { verdict } = read([bytes.subarray(0, end)])
    assert.equal(verdict.kind === 'performed' && verdict.actual, held, String(end))
  }
})

test('the bytes of a chunk are not kept: they may be written over once it was read', () => {
  const bytes = Buffer.from('{"id":"c1","usage":{"prompt_tokens":10,"completion_tokens":4}}')
  const reader = openai.streamReader?.(operation, 'application/json')
  const chunk = Buffer.from(bytes)
  reader?.chunk(chunk)
  chunk.fill(0)
  assert.notEqual(reader?.end(), undefined)
})

test('an endless line or answer is given up, and the hold is the cost', () => {
  const block = Buffer.alloc(1024 * 1024, 'x')
  for (const type of [EVENTS, 'application/json', undefined]) {
    const { json, verdict } = read([Buffer.from('data: '), ...Array.from({ length: 6 }, () => block)], type)
    assert.deepEqual([json, verdict.kind === 'performed' && verdict.actual], [undefined, held])
  }
})

test('no stream, however odd, breaks the reading or costs less than nothing', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'data: [DONE]',
      'data: {"usage":{"prompt_tokens":-5,"completion_tokens":1}}',
      'data: {"usage":7}',
      'data: []',
      '',
    ),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { verdict } = read([Buffer.from(lines.join('\n'))])
      assert.ok(verdict.kind === 'unknown' || (verdict.kind === 'performed' && verdict.actual >= 0n))
    }),
  )
})
