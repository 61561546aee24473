/** What the proxy asks Stripe by itself: reads, and previews that change nothing. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { contextOf, type Fixture, readRequestOf, toJson } from '../../../conformance/fixture.ts'
import type { Question } from '../../adapter.ts'
import { stripe } from '../adapter.ts'
import { table } from '../operations.ts'

const context = contextOf('stripe', {})
const folder = `${import.meta.dirname}/../fixtures`
const fixtures = globSync('*/*.json', { cwd: folder }).map(
  (file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Fixture,
)

/** Documented by Stripe as showing what would be, and keeping nothing of it. */
const PREVIEWS = ['/v1/invoices/create_preview']

function judge(question: Question): void {
  const { product, path, form } = question
  const method = question.method ?? 'GET'
  const operation = table.find(method, product, path)
  assert.equal(operation?.closed, false, path)
  if (method === 'GET') assert.deepEqual([operation?.effect, form], ['read', undefined], path)
  else assert.ok(PREVIEWS.includes(path) && form !== undefined, path)
  assert.match(path, /^\/v[12](?:\/[a-z_]+)+(?:\/[a-z]{2,8}_[A-Za-z0-9_]+)?$/)
}

test('every question of the fixtures is a read that is known and open, or a preview', () => {
  const asked = new Set<string>()
  for (const { request, settings = {} } of fixtures) {
    const read = readRequestOf(request)
    const operation = stripe.operation(read.method, read.product, read.path)
    const price = stripe.price(operation, read, contextOf('stripe', { settings }))
    if (price.kind !== 'ask' || operation === null) continue
    judge(price.question)
    asked.add(operation.name)
  }
  assert.ok(asked.size >= 30, String(asked.size))
})

test('no text in a field or path gets into the path of a question unless it is an id', () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^(?:pi|ch|in|tr|qt|fee|cus|price|climsku|rc|po|dp)_[A-Za-z0-9_/.?#%]{0,20}$/),
  )
  const names = ['payment_intent', 'charge', 'invoice', 'source_transaction', 'product', 'received_credit']
  const asking = table.operations.filter(({ cost, effect }) => cost === 'rule' && effect === 'write')
  fc.assert(
    fc.property(
      fc.constantFrom(...asking),
      text,
      fc.dictionary(fc.constantFrom(...names), text),
      (operation, id, form) => {
        const [method = '', pattern = ''] = operation.endpoint.split(' ')
        const path = pattern.replaceAll('{id}', () => id)
        const all = { currency: 'usd', mode: 'payment', 'line_items[0][price]': id, ...form }
        const price = stripe.price(operation, readRequestOf({ method: method as 'POST', path, form: all }), context)
        if (price.kind === 'ask') judge(price.question)
      },
    ),
    { numRuns: 3000 },
  )
})

test('an answer that is not the one asked for gives no price, whatever the question', () => {
  for (const { request, asked } of fixtures) {
    if (asked === undefined) continue
    const read = readRequestOf(request)
    const operation = stripe.operation(read.method, read.product, read.path)
    const first = stripe.price(operation, read, context)
    assert.ok(first.kind === 'ask' && operation !== null)
    const { question } = first
    for (const [status, json] of [
      [200, undefined],
      [404, asked.json],
      [200, { id: 'x_9', object: 'other' }],
      [200, [asked.json]],
    ] as const) {
      const answer = { status, headers: new Map(), json: json === undefined ? undefined : toJson(json) }
      const price = stripe.priceFromAnswer(operation, read, question, answer, context)
      assert.deepEqual([price.kind, price.kind === 'unknown' && price.ruled], ['unknown', true], request.path)
    }
  }
})
