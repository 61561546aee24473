import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { json, readRequest } from '../testing/index.ts'
import { readForm } from './form.ts'
import { judgeParameters } from './parameter-rules.ts'
import type { ParameterRules } from './policy.ts'
import type { ReadRequest } from './request.ts'

function form(text: string, repeat = false): ReadRequest {
  const reading = readForm(text, { repeat })
  assert.ok(reading.ok, reading.ok ? '' : reading.why)
  return readRequest({ method: 'POST', body: { kind: 'form', fields: reading.fields } })
}
function query(text: string, method: ReadRequest['method'] = 'GET'): ReadRequest {
  const reading = readForm(text, { repeat: false })
  assert.ok(reading.ok)
  return readRequest({ method, query: reading.fields })
}
const body = (text: string): ReadRequest => readRequest({ method: 'POST', body: { kind: 'json', value: json(text) } })
const passes = (rules: ParameterRules, request: ReadRequest, isWrite = true): void =>
  assert.equal(judgeParameters(rules, request, isWrite)?.why ?? null, null)
const breaks = (rules: ParameterRules, request: ReadRequest, isWrite = true): void =>
  assert.notEqual(
    judgeParameters(rules, request, isWrite),
    null,
    JSON.stringify([rules, request.query, request.body.kind === 'form' && request.body.fields]),
  )

test('equal to the maximum passes, one above does not; likewise at the minimum', () => {
  const rules = { amount: { min: '50', max: '5000' } }
  for (const amount of ['50', '5000', '777']) passes(rules, form(`amount=${amount}`))
  for (const amount of ['49', '5001', '-50', '0']) breaks(rules, form(`amount=${amount}`))
})

test('numbers compare as integers, and what is no plain integer breaks a bound', () => {
  const rules = { amount: { max: '5000' } }
  for (const amount of [
    '',
    '1.5',
    '1e3',
    '0x10',
    '+5',
    '05',
    '-0',
    '1_000',
    '%205',
    '5%20',
    '5%0A',
    '%D9%A1',
    '1'.repeat(19),
  ])
    breaks(rules, form(`amount=${amount}`))
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
      fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
      (amount, max) => {
        const broken = judgeParameters({ amount: { max: String(max) } }, form(`amount=${amount}`), true)
        assert.equal(broken === null, amount <= max)
      },
    ),
  )
})

test('eq, in and prefix compare the exact text', () => {
  passes({ currency: { eq: 'usd' } }, form('currency=usd'))
  for (const value of ['USD', 'usd ', '', 'usdx']) breaks({ currency: { eq: 'usd' } }, form(`currency=${value}`))
  passes({ currency: { in: ['usd', 'eur'] } }, form('currency=eur'))
  breaks({ currency: { in: ['usd', 'eur'] } }, form('currency=gbp'))
  passes({ To: { prefix: ['+1', '+44'] } }, form('To=%2B4479'))
  for (const to of ['+4479', '%2B39', '%2B', 'x%2B1']) breaks({ To: { prefix: ['+1', '+44'] } }, form(`To=${to}`))
})

test('every part of a rule must hold', () => {
  const rules = { amount: { max: '10', in: ['5', '20'] } }
  passes(rules, form('amount=5'))
  for (const amount of ['20', '6']) breaks(rules, form(`amount=${amount}`))
})

test('everything below x[…] belongs to x, in form, query and JSON', () => {
  const rules = { to: { in: ['a', 'b'] } }
  for (const text of ['to=a', 'to[]=a', 'to[]=a&to[]=b', 'to[0]=a&to[1]=b', 'to[x][y]=b']) passes(rules, form(text))
  for (const text of ['to=c', 'to[]=a&to[]=c', 'to[0]=a&to[7]=c', 'to[x][y]=c', 'to[x][]=a&to[x][]=c']) {
    breaks(rules, form(text))
    breaks(rules, query(text), false)
  }
  for (const text of ['{"to":"a"}', '{"to":["a","b"]}', '{"to":{"x":["b"]}}']) passes(rules, body(text))
  for (const text of ['{"to":"c"}', '{"to":["a","c"]}', '{"to":{"x":[["c"]]}}', '{"to":["a",null]}'])
    breaks(rules, body(text))
})

test('every value of a repeated field is judged', () => {
  passes({ To: { prefix: ['+1'] } }, form('To=%2B1&To=%2B12', true))
  breaks({ To: { prefix: ['+1'] } }, form('To=%2B1&To=%2B39', true))
})

test('a rule on x[a] is about x[a] and what is below it, and not about its neighbours', () => {
  const rules = { 'metadata[tier]': { eq: 'gold' } }
  passes(rules, form('metadata[tier]=gold&metadata[other]=x'))
  passes(rules, body('{"metadata":{"tier":"gold","other":"x"}}'))
  for (const text of [
    'metadata[tier]=iron',
    'metadata[other]=gold',
    'metadata=gold',
    'metadata[tier][x]=iron',
    'tier=gold',
  ])
    breaks(rules, form(text))
})

test('lists are transparent: a rule on x[a] is about every element’s a', () => {
  const rules = { 'line_items[price]': { in: ['p'] } }
  passes(rules, form('line_items[0][price]=p&line_items[1][price]=p'))
  breaks(rules, form('line_items[0][price]=p&line_items[1][price]=q'))
  breaks(rules, form('line_items[0][price]=p&line_items[1][price_data]=q'))
  passes(rules, body('{"line_items":[{"price":"p"},{"price":"p"}]}'))
  breaks(rules, body('{"line_items":[{"price":"p"},{}]}'))
})

test('a write that lacks a ruled field is refused unless the rule is optional; a read is not', () => {
  const rules = { amount: { max: '5' } }
  for (const request of [
    form('currency=usd'),
    form(''),
    readRequest({ method: 'POST' }),
    body('{}'),
    body('[]'),
    body('1'),
    body('{"amount":[]}'),
    body('{"amount":{}}'),
  ]) {
    breaks(rules, request, true)
    passes(rules, request, false)
    passes({ amount: { max: '5', optional: true } }, request, true)
  }
})

test('what must be sent must stand where the vendor reads it: in the query only if there is no body', () => {
  const rules = { amount: { max: '5' } }
  passes(rules, query('amount=5', 'POST'))
  breaks(rules, { ...form('currency=usd'), query: [['amount', '5']] })
})

test('a field in the query is judged like one in the body, also beside a body', () => {
  const rules = { amount: { max: '5' } }
  breaks(rules, query('amount=6'), false)
  breaks(rules, { ...form('amount=5'), query: [['amount', '6']] })
  breaks(rules, { ...body('{"amount":5}'), query: [['amount[]', '6']] })
})

test('each element of a batch is judged on its own', () => {
  const rules = { from: { domain: ['acme.com'] } }
  passes(rules, body('[{"from":"a@acme.com"},{"from":"b@acme.com"}]'))
  for (const text of [
    '[{"from":"a@acme.com"},{"from":"b@evil.com"}]',
    '[{"from":"a@acme.com"},{"to":"x"}]',
    '[{"from":"a@acme.com"},1]',
    '[[{"from":"b@evil.com"}]]',
  ]) {
    breaks(rules, body(text))
  }
  breaks({ from: { domain: ['acme.com'], optional: true } }, body('[{},{"from":"b@evil.com"}]'))
})

test('absent refuses the field with any value, none, or members', () => {
  const rules = { transfer_data: { absent: true } } as const
  for (const request of [
    form('transfer_data='),
    form('transfer_data[destination]=acct_1'),
    query('transfer_data[x]=1'),
    body('{"transfer_data":null}'),
    body('{"transfer_data":{}}'),
    body('[{},{"transfer_data":[]}]'),
  ]) {
    breaks(rules, request, true)
    breaks(rules, request, false)
  }
  passes(rules, form('amount=1'))
  passes(rules, body('{"transfer_datum":1}'))
})

test('a domain rule takes the part after the last @ of one plain address, without case', () => {
  const rules = { from: { domain: ['Acme.com'] } }
  for (const from of [
    'a@acme.com',
    'a.b+c@ACME.COM',
    'Zoë Doe <a@acme.com>',
    '"Acme Shop" <a@acme.com>',
    '<a@acme.com>',
  ])
    passes(rules, body(JSON.stringify({ from })))
  for (const from of [
    '',
    '@',
    'acme.com',
    '@acme.com',
    'a@',
    'a@evil.com',
    'a@mail.acme.com',
    'a@acme.com.evil.com',
    'a@acme.com.',
    'a@evil.com@acme.com',
    'a@evil.com, b@acme.com',
    'a@evil.com;b@acme.com',
    'a@evil.com <b@acme.com>',
    'x <a@evil.com> <b@acme.com>',
    'b@acme.com <a@evil.com>',
    '<b@acme.com> a@evil.com',
    'x <b@acme.com',
    'b@acme.com>',
    'a@acme.com\n',
    'a@acme.com\0',
    ' a@acme.com',
    'a@acme.com ',
    'a b@acme.com',
    '"a@evil.com" <b@acme.com>',
    '"x" y" <b@acme.com>',
    '"a@evil.com "@acme.com',
    'a(b)@acme.com',
    'a%evil.com@acme.com',
    'a@acme．com',
    'a@аcme.com',
    'a@[127.0.0.1]',
    'mailto:a@acme.com',
    'a@@acme.com',
    'Doe, J <b@acme.com>',
    '@x <b@acme.com>',
    'x, <b@acme.com>',
    '" <b@acme.com>',
  ])
    breaks(rules, body(JSON.stringify({ from })))
})

test('JSON values are judged by their text: numbers by their source, booleans as words, null as nothing', () => {
  passes({ amount: { max: '5' } }, body('{"amount":5}'))
  passes({ amount: { max: '5' } }, body('{"amount":"5"}'))
  for (const amount of ['5.0', '5e0', '6', 'true', 'null', '"six"', '0.5e1'])
    breaks({ amount: { max: '5' } }, body(`{"amount":${amount}}`))
  passes({ capture: { eq: 'false' } }, body('{"capture":false}'))
})

test('a name that differs from a ruled one only in case is refused', () => {
  const rules = { To: { prefix: ['+1'] } }
  breaks(rules, form('To=%2B1&to=%2B39'))
  breaks(rules, query('to=%2B39'), false)
  breaks(rules, body('[{"To":"+1","TO":"+39"}]'))
  passes(rules, form('To=%2B1&tO_x=%2B39'))
})

test('fields that contradict each other in shape break every rule', () => {
  const fields = [
    ['amount', '1'],
    ['amount[x]', '2'],
  ] as const
  breaks({ currency: { eq: 'usd', optional: true } }, readRequest({ method: 'POST', body: { kind: 'form', fields } }))
})

test('the answer names the parameter and its rule, and holds no value of the request', () => {
  const rules = { currency: { in: ['usd'] }, amount: { max: '5' } }
  const broken = judgeParameters(rules, form('currency=usd&amount=12345'), true)
  assert.deepEqual(broken, { parameter: 'amount', rule: { max: '5' }, why: 'must be at most 5' })
})

test('no rules, nothing to break', () => {
  passes({}, form('amount=1&to[]=x'))
})

test('whatever form stands for a list, its values are judged alike', () => {
  const values = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(values, (list) => {
      const rules = { x: { in: ['a', 'b'] } }
      const expected = !list.includes('c')
      const spellings = [
        form(list.map((value) => `x[]=${value}`).join('&')),
        form(list.map((value, i) => `x[${i}]=${value}`).join('&')),
        form(list.map((value) => `x=${value}`).join('&'), true),
        body(JSON.stringify({ x: list })),
        body(JSON.stringify(list.map((x) => ({ x })))),
      ]
      for (const request of spellings) assert.equal(judgeParameters(rules, request, true) === null, expected)
    }),
  )
})
