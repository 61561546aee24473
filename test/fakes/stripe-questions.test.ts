/** What the proxy asks Stripe by itself, and the mark it adds, as Stripe's own mock takes them: it checks each parameter. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Field, instant, writeForm } from '@keybrake/core'
import type { Question } from '@keybrake/vendors'
import { adapters } from '@keybrake/vendors/all'
import { connectionOf, contextOf, type Fixture, readRequestOf } from '../../packages/vendors/conformance/fixture.ts'
import { leftOut } from '../sdk/lib/left-out.ts'
import { REPOSITORY } from '../support/product.ts'
import { type Fake, startStripeMock } from './lib/fake.ts'

const FOLDER = `${REPOSITORY}packages/vendors/src/stripe/fixtures`
const connection = connectionOf('stripe')
const found = adapters.get('stripe')
assert.ok(found !== undefined)
const stripe = found

const fixtures = globSync('*/*.json', { cwd: FOLDER })
  .sort()
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Fixture)
  .filter(({ problem }) => problem === undefined)
const judged = fixtures.map((fixture) => {
  const request = readRequestOf(fixture.request)
  const operation = stripe.operation(request.method, request.product, request.path)
  return { fixture, request, operation, price: stripe.price(operation, request, contextOf('stripe', fixture)) }
})

async function send(fake: Fake, method: string, target: string, form: readonly Field[] | undefined): Promise<void> {
  const headers: Record<string, string> = { authorization: 'Bearer sk_test_123' }
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
  const body = form === undefined ? null : writeForm(form)
  const answer = await fetch(fake.url + target, { method, headers, body })
  assert.equal(answer.status, 200, `${method} ${target} ${body ?? ''}: ${await answer.text()}`)
}

async function put(fake: Fake, question: Question): Promise<void> {
  const { path, query, form } = question
  await send(fake, question.method ?? 'GET', query.length === 0 ? path : `${path}?${writeForm(query)}`, form)
}

const started = await startStripeMock()
if (started.kind === 'missing') leftOut('stripe-mock', started.why)
else {
  const { fake } = started

  test('it takes every question about an object of API v1, and every preview', async () => {
    const asked = new Map<string, Question>()
    for (const { price } of judged) if (price.kind === 'ask') asked.set(JSON.stringify(price.question), price.question)
    const v1 = [...asked.values()].filter(({ path }) => path.startsWith('/v1/'))
    assert.ok(v1.length >= 20 && v1.some(({ method }) => method === 'POST'), String(v1.length))
    for (const question of v1) await put(fake, question)
  })

  test('it takes our mark wherever we add it, and the list in which the object is found again', async () => {
    const marked = new Set<string>()
    for (const { fixture, request, operation } of judged) {
      const added = stripe.additions(operation, request, 'call_1', connection)
      const isPriced = fixture.price?.['kind'] === 'known' || fixture.price?.['kind'] === 'ask'
      // The one that names an account in a list is a case of ours, and no request of Stripe's.
      if (added.length === 0 || !isPriced || operation === null || request.body.kind !== 'form') continue
      if (request.body.fields.some(([name]) => name.endsWith('[0]') && name.includes('destination'))) continue
      await send(fake, request.method, request.path, [...request.body.fields, ...added])
      const lost = { callId: 'call_1', at: instant(0), operation: operation.name, path: request.path, request: {} }
      const question = stripe.find?.({ ...lost, request: stripe.redact(operation, request) }, connection) ?? null
      if (question !== null) await put(fake, question)
      marked.add(operation.name)
    }
    assert.ok(marked.size >= 15, [...marked].join(' '))
  })

  test('it takes the questions for its own books', async () => {
    assert.ok(stripe.movements !== undefined)
    await put(fake, stripe.movements(instant(0), null))
    await put(fake, stripe.movements(instant(0), 'txn_1'))
  })
}
