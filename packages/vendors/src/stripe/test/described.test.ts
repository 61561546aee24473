/** All writes of Stripe that we know of, by what they can do to money, and what becomes of each: none falls through. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isMoneyClass, type Method } from '@keybrake/core'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import { testWithData } from '../../../conformance/public-data.ts'
import { stripe } from '../adapter.ts'
import { table } from '../operations.ts'
import { RULES } from '../rules/all.ts'
import { reasonFor } from '../rules/reasons.ts'

interface Described {
  /** What it can do to money. */
  readonly effect: string
  readonly method: Method
  readonly path: string
  readonly outcome: string
}

function described(): Described[] {
  let effect = ''
  return readFileSync(`${import.meta.dirname}/data/described-operations.txt`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      effect = /^# (\w+)$/.exec(line)?.[1] ?? effect
      const [, method, path = '', outcome = ''] = /^([A-Z]+) (\/\S+) (\w+)$/.exec(line) ?? []
      return method === undefined ? [] : [{ effect, method: method as Method, path, outcome }]
    })
}

const all = described()
const concrete = (path: string): string => path.replace(/\{[^}]+\}/g, 'x1')

function find({ method, path }: Pick<Described, 'method' | 'path'>) {
  const place = stripe.locate(concrete(path), null)
  return place === null ? null : table.find(method, place.product, place.path)
}

function outcomeOf(one: Described): string {
  const operation = find(one)
  if (operation === null) return 'not known'
  if (operation.closed) return 'closed'
  if (RULES[operation.name] !== undefined) return 'rule'
  const request = readRequestOf({ method: one.method, path: concrete(one.path), form: {} })
  const price = stripe.price(operation, request, contextOf('stripe', {}))
  return price.kind === 'free' ? 'free' : price.kind === 'unknown' ? 'refused' : price.kind
}

const of = (...effects: readonly string[]) => all.filter(({ effect }) => effects.includes(effect))

test('every write is priced by a rule, free, closed, or refused', () => {
  assert.equal(all.length, 360)
  for (const one of all) assert.equal(outcomeOf(one), one.outcome, `${one.method} ${one.path}`)
})

test('what moves money now is priced by a rule, every one', () => {
  assert.equal(of('moves').length, 40)
  for (const one of of('moves')) assert.equal(one.outcome, 'rule', one.path)
})

test('what guards and what is for tests is closed, every one', () => {
  assert.equal(of('guards', 'test').length, 131)
  for (const one of of('guards', 'test')) assert.equal(find(one)?.closed, true, one.path)
})

test('what Stripe alone bills is refused until an operator prices it', () => {
  const settings = (name: string) => ({ [`flat_${name}`]: '1.5' })
  for (const one of of('fee')) {
    const operation = find(one)
    assert.ok(operation !== null)
    assert.equal(one.outcome, 'refused', one.path)
    const request = readRequestOf({ path: concrete(one.path), form: {} })
    const price = stripe.price(operation, request, contextOf('stripe', { settings: settings(operation.name) }))
    assert.deepEqual([price.kind, price.kind === 'known' && price.amount], ['known', 1_500_000n], one.path)
  }
})

/** They make a record that only an invoice, a subscription or a page can charge, and each of those is priced by itself. */
const RECORDS_ONLY = ['/v1/prices', '/v1/products']

test('nothing that moves, promises or leaves open money is free without a look at its fields', () => {
  for (const one of of('moves', 'latent', 'unbounded'))
    if (!RECORDS_ONLY.includes(one.path)) assert.notEqual(one.outcome, 'free', one.path)
})

testWithData('the list is the research’s own, with its classes', 'research/vendors-stripe-write-ops.tsv', (bytes) => {
  const words: Readonly<Record<string, string>> = {
    M: 'moves',
    L: 'latent',
    U: 'unbounded',
    R: 'releases',
    G: 'guards',
    F: 'fee',
    N: 'none',
    T: 'test',
  }
  const lines = bytes.toString().trim().split('\n').slice(1)
  const theirs = lines.map((line) => {
    const [letter = '', method = '', path = ''] = line.split('\t')
    return `${words[letter]} ${method} ${path}`
  })
  assert.deepEqual(all.map(({ effect, method, path }) => `${effect} ${method} ${path}`).sort(), theirs.sort())
})

test('every refused operation says why, in words of its own', () => {
  const refused = table.operations.filter(
    ({ effect, cost }) => effect === 'write' && (cost === 'none' || cost === 'later'),
  )
  assert.ok(refused.length > 150)
  for (const { name, costRule } of refused) {
    assert.notEqual(reasonFor(name), null, name)
    assert.equal(costRule, `Unknown: ${reasonFor(name)}`)
  }
})

test('what can cost names its class of money, what is free names none', () => {
  for (const { name, cost, effect, closed, moneyClass } of table.operations) {
    if (effect === 'read' || cost === 'free') assert.equal(moneyClass, null, name)
    if (moneyClass !== null) assert.ok(isMoneyClass(moneyClass) && !closed, name)
  }
  for (const one of of('moves')) assert.notEqual(find(one)?.moneyClass, null, one.path)
  const classes = new Set(of('moves', 'fee').map((one) => find(one)?.moneyClass))
  for (const word of ['charge', 'authorise', 'capture', 'refund', 'payout', 'transfer', 'credit', 'fee'])
    assert.ok(classes.has(word as never), word)
})
