import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { json, readRequest } from '../testing/index.ts'
import { canonicalParameters } from './canonical-parameters.ts'
import type { Field, ReadRequest } from './request.ts'

const form = (...fields: Field[]): ReadRequest => readRequest({ method: 'POST', body: { kind: 'form', fields } })
const body = (text: string): ReadRequest => readRequest({ method: 'POST', body: { kind: 'json', value: json(text) } })
const same = (a: ReadRequest, b: ReadRequest): void => assert.equal(canonicalParameters(a), canonicalParameters(b))
const differ = (a: ReadRequest, b: ReadRequest): void => assert.notEqual(canonicalParameters(a), canonicalParameters(b))

test('the order of different names means nothing, the order under one name does', () => {
  same(form(['a', '1'], ['b', '2']), form(['b', '2'], ['a', '1']))
  same(form(['x[]', '1'], ['b', '2'], ['x[]', '2']), form(['b', '2'], ['x[]', '1'], ['x[]', '2']))
  differ(form(['x[]', '1'], ['x[]', '2']), form(['x[]', '2'], ['x[]', '1']))
  same(body('{"a":1,"b":{"c":2,"d":[1,2]}}'), body('{"b":{"d":[1,2],"c":2},"a":1}'))
  differ(body('{"a":[1,2]}'), body('{"a":[2,1]}'))
})

test('a change of method, product, path, any name or any value shows', () => {
  const request = form(['a', '1'], ['b', '2'])
  for (const changes of [
    { method: 'PUT' },
    { product: 'verify' },
    { path: '/v1/charges/x' },
    { query: [['a', '1']] },
  ] as const)
    differ(request, { ...request, ...changes })
  differ(request, form(['a', '1'], ['b', '3']))
  differ(request, form(['a', '1'], ['c', '2']))
  differ(request, form(['a', '1']))
  differ(readRequest({ query: [['a', '1']] }), readRequest({ body: { kind: 'form', fields: [['a', '1']] } }))
  for (const [a, b] of [
    ['1', '"1"'],
    ['1', '1.0'],
    ['null', '""'],
    ['true', '"true"'],
    ['[]', '{}'],
    ['{"a":"1","b":"2"}', '{"a":"1,b:2"}'],
    ['[[1],2]', '[[1,2]]'],
  ] as const)
    differ(body(a), body(b))
})

test('headers are no parameters, and no body equals an empty form', () => {
  same(readRequest({}), readRequest({ headers: new Map([['stripe-version', 'x']]) }))
  same(readRequest({}), readRequest({ body: { kind: 'form', fields: [] } }))
  differ(readRequest({}), readRequest({ body: { kind: 'json', value: new Map() } }))
})

test('two texts are equal only for equal parameters', () => {
  const word = fc.string({ unit: fc.constantFrom(...'a",[]:\\é{}'), maxLength: 3 })
  const fields = fc.uniqueArray(fc.tuple(word, word), { selector: ([name]) => name, maxLength: 3 })
  const requests = fc
    .record({ path: word, query: fields, formFields: fields })
    .map(({ path, query, formFields }) => readRequest({ path, query, body: { kind: 'form', fields: formFields } }))
  const sorted = (list: readonly Field[]): string => JSON.stringify(list.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const key = ({ path, query, body: sent }: ReadRequest): string =>
    JSON.stringify([path, sorted(query), sent.kind === 'form' ? sorted(sent.fields) : ''])
  fc.assert(
    fc.property(requests, requests, (a, b) =>
      assert.equal(canonicalParameters(a) === canonicalParameters(b), key(a) === key(b)),
    ),
    { numRuns: 2000 },
  )
})
