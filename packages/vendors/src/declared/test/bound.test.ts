/** The hold bounds the cost: what a vendor can bill of a call that stays inside what it asked for is never more than its hold. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerOf, contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import type { VendorAdapter } from '../../adapter.ts'
import { shipped } from '../shipped.ts'

const vendor = (name: string): VendorAdapter => shipped.find((adapter) => adapter.vendor === name) as VendorAdapter
const share = fc.double({ min: 0, max: 1, noNaN: true })
const text = fc.string({ unit: 'binary', maxLength: 200 })

/** Asks, is answered, and gives both amounts. */
function held(name: string, path: string, json: unknown, answer: unknown) {
  const adapter = vendor(name)
  const request = readRequestOf({ path, json })
  const context = contextOf(name, {})
  const operation = adapter.operation('POST', 'api', path)
  const price = adapter.price(operation, request, context)
  assert.ok(price.kind === 'known', JSON.stringify(json))
  const { verdict } = adapter.classify(operation, request, price, answerOf({ status: 200, json: answer }), context)
  assert.ok(verdict.kind === 'performed')
  return { hold: price.amount, cost: verdict.actual }
}

/** A token is a byte at least; the vendor adds less than a thousand of its own. */
const tokensOf = (texts: readonly string[]): number => Buffer.byteLength(texts.join('')) + 1000

test('OpenAI: no usage inside the request’s bounds costs more than its hold', () => {
  const models = fc.constantFrom('gpt-4o', 'gpt-4o-mini', 'gpt-5', 'gpt-5.6', 'o3', 'gpt-4.1-nano', 'gpt-3.5-turbo')
  fc.assert(
    fc.property(
      models,
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.nat(5_000),
      fc.integer({ min: 1, max: 4 }),
      share,
      share,
      (model, texts, max, n, used, cached) => {
        const prompt = Math.floor(tokensOf(texts) * used)
        const { hold, cost } = held(
          'openai',
          '/v1/chat/completions',
          { model, n, max_completion_tokens: max, messages: texts.map((content) => ({ role: 'user', content })) },
          {
            usage: {
              prompt_tokens: prompt,
              completion_tokens: max * n,
              prompt_tokens_details: { cached_tokens: Math.floor(prompt * cached) },
            },
          },
        )
        assert.ok(cost <= hold, `${cost} > ${hold}`)
      },
    ),
  )
})

test('Anthropic: no usage inside the request’s bounds costs more than its hold, whatever is cached', () => {
  const models = fc.constantFrom(
    'claude-opus-5',
    'claude-haiku-4-5-20251001',
    'claude-sonnet-4-5',
    'claude-3-haiku-20240307',
  )
  const cache = fc.constantFrom(undefined, { type: 'ephemeral' }, { type: 'ephemeral', ttl: '1h' })
  fc.assert(
    fc.property(
      models,
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.nat(5_000),
      cache,
      share,
      share,
      (model, texts, max, marked, read, long) => {
        const all = tokensOf(texts)
        // Without a mark in the request nothing is written to a cache or read from one.
        const cached = marked === undefined ? 0 : all
        const reads = Math.floor(cached * read)
        const hour = Math.floor((cached - reads) * long)
        const content = texts.map((one) => ({
          type: 'text',
          text: one,
          ...(marked === undefined ? {} : { cache_control: marked }),
        }))
        const { hold, cost } = held(
          'anthropic',
          '/v1/messages',
          { model, max_tokens: max, messages: [{ role: 'user', content }] },
          {
            usage: {
              input_tokens: all - cached,
              cache_read_input_tokens: reads,
              cache_creation_input_tokens: cached - reads,
              cache_creation: { ephemeral_5m_input_tokens: cached - reads - hour, ephemeral_1h_input_tokens: hour },
              output_tokens: max,
            },
          },
        )
        assert.ok(cost <= hold, `${cost} > ${hold}`)
      },
    ),
  )
})

test('SendGrid: the hold is the number of recipients, however they are spread, times the unit', () => {
  const list = fc.array(fc.constant({ email: 'a@example.com' }), { maxLength: 5 })
  const personalization = fc.record({ to: list, cc: list, bcc: list }, { requiredKeys: ['to'] })
  fc.assert(
    fc.property(fc.array(personalization, { minLength: 1, maxLength: 6 }), (personalizations) => {
      const count = personalizations.flatMap(({ to, cc = [], bcc = [] }) => [...to, ...cc, ...bcc]).length
      const { hold } = held('sendgrid', '/v3/mail/send', { personalizations }, {})
      assert.equal(hold, 1_300n * BigInt(Math.max(1, count)))
    }),
  )
})

test('Telnyx: no text has more parts than are held', () => {
  const adapter = vendor('telnyx')
  const context = contextOf('telnyx', { settings: { 'sms.+1.part': '0.01' } })
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (body) => {
      const request = readRequestOf({ path: '/v2/messages', json: { from: '+1', to: '+15550001111', text: body } })
      const price = adapter.price(adapter.operation('POST', 'api', '/v2/messages'), request, context)
      // In the widest alphabet 70 units fit into one part alone, 67 into each of several.
      const parts = body.length <= 70 ? 1 : Math.ceil(body.length / 67)
      assert.ok(price.kind === 'known' && price.amount >= 10_000n * BigInt(parts))
    }),
  )
})
