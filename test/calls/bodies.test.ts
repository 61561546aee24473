/** G5: one decoded body. What could be read in two ways is refused unsent; what is sent is what was judged. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, stageOnRecorder } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { upstream, admin, call, raw, row } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const issued = await admin.issue({ total_usd_cap: 10_000 })
const key = issued.vault_key
const FORM = 'application/x-www-form-urlencoded'
const sent = (): Record<string, string> => {
  const fields = Object.fromEntries(new URLSearchParams(upstream.heard[0]?.body))
  delete fields['metadata[keybrake_call]']
  return fields
}

const AMBIGUOUS_FORMS: Readonly<Record<string, readonly string[]>> = {
  'a field twice': [
    'amount=100&amount=1&currency=usd',
    'amount=1&currency=usd&amount=100',
    'amount=1&currency=usd&currency=jpy',
  ],
  'a value and a list of one name': [
    'amount=100&amount[]=1&currency=usd',
    'amount[]=100&currency=usd',
    'amount[0]=1&currency=usd',
  ],
  'one name in two spellings': ['amount=1&amoun%74=100&currency=usd', 'amount=1&%61mount=900&currency=usd'],
  'a number in another notation': [
    'amount=1e2&currency=usd',
    'amount=0x64&currency=usd',
    'amount=100.0&currency=usd',
    'amount=+100&currency=usd',
    'amount=%20100&currency=usd',
    'amount=0100&currency=usd',
    'amount=1_000&currency=usd',
    'amount=1,000&currency=usd',
    'amount=&currency=usd',
  ],
  'digits that are not ASCII': ['amount=%D9%A1%D9%A0%D9%A0&currency=usd'],
  'bytes that are no UTF-8': [
    'amount=100&currency=usd&description=%FF',
    'amount=100&currency=usd&description=%C0%AF',
    'amount=100&currency=usd&description=%ED%A0%80',
  ],
  'a broken escape': ['amount=100&currency=usd&description=%', 'amount=100&currency=usd&description=%G1'],
  'a NUL': ['amount=100&currency=usd&description=%00'],
  'brackets that do not close': [
    'amount=100&currency=usd&metadata[a=b',
    'amount=100&currency=usd&metadata]a[=b',
    'amount=100&currency=usd&metadata[[a]]=b',
  ],
}

for (const [what, forms] of Object.entries(AMBIGUOUS_FORMS))
  test(`a form with ${what} is refused 422 ambiguous_body and not forwarded`, async () => {
    for (const body of forms) {
      const answer = await call({ key, body })
      assert.equal(answer.status, 422, `${body}: ${answer.status} ${answer.text}`)
      assert.equal(answer.code, 'ambiguous_body', body)
    }
    assert.equal(upstream.heard.length, 0)
  })

test('JSON that could be read in two ways is refused 422 ambiguous_body and not forwarded', async () => {
  for (const body of [
    '{"amount":100,"amount":1,"currency":"usd"}',
    '{"amount":1,"currency":"usd","\\u0061mount":100}',
    '{"amount":1e2,"currency":"usd"}',
    '{"amount":100.5,"currency":"usd"}',
    '{"amount":1.0,"currency":"usd"}',
    '{"amount":100,"currency":"usd"} trailing',
    '{"amount":100,"currency":"usd"}{"amount":1}',
    '{"amount":100,"currency":"usd",}',
    "{'amount':100}",
    '{"amount":100,"currency":"usd","metadata[a]":"b"}',
    '{"amount":[100],"currency":"usd"}',
    '{"amount":{"0":100},"currency":"usd"}',
    '{"amount":NaN,"currency":"usd"}',
    '[{"amount":100,"currency":"usd"}]',
    '"amount=100"',
    '{"amount":100,"currency":"usd"',
    '\u00ef\u00bb\u00bf{"amount":100,"currency":"usd"}',
    '{"amount":true,"currency":"usd"}',
    '{"amount":null,"currency":"usd"}',
  ]) {
    const answer = await call({ key, body, type: 'application/json' })
    assert.equal(answer.status, 422, `${body}: ${answer.status} ${answer.text}`)
    assert.equal(answer.code, 'ambiguous_body', body)
  }
  assert.equal(upstream.heard.length, 0)
})

test('the body’s type must be the one it is written in', async () => {
  const form = 'amount=100&currency=usd'
  for (const type of [
    'text/plain',
    'application/xml',
    `${FORM}; charset=utf-16`,
    `${FORM}; boundary=x`,
    'application/json',
    'application/x-www-form-urlencoded, application/json',
  ])
    assert.equal((await call({ key, body: form, type })).code, 'ambiguous_body', type)
  assert.equal((await call({ key, body: '{"amount":100,"currency":"usd"}', type: FORM })).code, 'ambiguous_body')
  const none = await raw(key, 'POST /stripe/v1/payment_intents HTTP/1.1', [`Content-Length: ${form.length}`], form)
  assert.equal(none.headers.get('keybrake-code'), 'ambiguous_body')
  assert.equal(upstream.heard.length, 0)
  assert.equal((await call({ key, body: form, type: `${FORM}; charset=UTF-8` })).status, 200)
})

test('multipart is refused 415, a compressed body 422', async () => {
  const parts = '--x\r\nContent-Disposition: form-data; name="amount"\r\n\r\n100\r\n--x--\r\n'
  const multipart = await call({ key, body: parts, type: 'multipart/form-data; boundary=x' })
  assert.equal(multipart.status, 415)
  assert.equal(multipart.code, 'unsupported_encoding')
  for (const coding of ['gzip', 'deflate', 'br', 'identity']) {
    const answer = await call({ key, body: 'amount=100&currency=usd', headers: { 'content-encoding': coding } })
    assert.equal(answer.code, 'ambiguous_body', coding)
  }
  assert.equal(upstream.heard.length, 0)
})

test('a body above the limit is refused 413 unread; a GET bears none', async () => {
  const large = await call({ key, body: `amount=100&currency=usd&description=${'a'.repeat(1_100_000)}` })
  assert.equal(large.status, 413)
  assert.equal(large.code, 'body_too_large')
  const get = await raw(
    key,
    'GET /stripe/v1/charges HTTP/1.1',
    [`Content-Type: ${FORM}`, 'Content-Length: 7'],
    'limit=1',
  )
  assert.equal(get.headers.get('keybrake-code'), 'bad_request')
  assert.equal(upstream.heard.length, 0)
})

test('on writes Stripe’s query and body are one bag: parameters in both are refused, in the query alone judged', async () => {
  const both = await call({ key, path: '/stripe/v1/payment_intents?amount=1', body: 'amount=100&currency=usd' })
  assert.equal(both.code, 'ambiguous_body')
  const twice = await call({ key, method: 'POST', path: '/stripe/v1/payment_intents?amount=1&amount=100&currency=usd' })
  assert.equal(twice.code, 'ambiguous_body')
  assert.equal(upstream.heard.length, 0)
  const poor = await admin.issue({ total_usd_cap: 1 })
  const inQuery = { method: 'POST', path: '/stripe/v1/payment_intents?amount=200&currency=usd' }
  assert.equal((await call({ key: poor.vault_key, ...inQuery })).code, 'cap_exhausted')
  const answer = await call({ key, ...inQuery })
  assert.equal(answer.status, 200)
  assert.equal((await row(answer.callId))['reserved_usd'], 2)
  assert.equal(upstream.heard[0]?.url, '/v1/payment_intents?amount=200&currency=usd')
})

test('a JSON body reaches Stripe as the form its SDKs would send', async () => {
  const answer = await call({
    key,
    json: {
      amount: 2999,
      currency: 'usd',
      metadata: { order: 'a&b=c', nested: 'ü' },
      payment_method_types: ['card', 'link'],
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      description: null,
      off_session: false,
    },
  })
  assert.equal(answer.status, 200)
  assert.match(upstream.heard[0]?.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/)
  assert.deepEqual(sent(), {
    amount: '2999',
    currency: 'usd',
    'metadata[order]': 'a&b=c',
    'metadata[nested]': 'ü',
    'payment_method_types[0]': 'card',
    'payment_method_types[1]': 'link',
    'automatic_payment_methods[enabled]': 'true',
    'automatic_payment_methods[allow_redirects]': 'never',
    description: '',
    off_session: 'false',
  })
})

test('a large integer in JSON is not rounded on its way', async () => {
  await call({ key, json: { ...charge(100), metadata: {} } })
  const answer = await call({
    key,
    body: '{"amount":100,"currency":"usd","metadata":{"n":9007199254740993}}',
    type: 'application/json',
  })
  assert.equal(answer.status, 200)
  assert.equal(new URLSearchParams(upstream.heard.at(-1)?.body).get('metadata[n]'), '9007199254740993')
})

test('a form goes up with the same names and values, written anew', async () => {
  const answer = await call({ key, body: 'amount=100&currency=usd&description=a+b%2Bc%26d&metadata%5Bk%5D=v' })
  assert.equal(answer.status, 200)
  assert.deepEqual(sent(), { amount: '100', currency: 'usd', description: 'a b+c&d', 'metadata[k]': 'v' })
})

test('the amount that is judged is the amount that is sent, as form and as JSON', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 5 })
  assert.equal((await call({ key: vault_key, form: charge(250) })).status, 200)
  assert.equal((await call({ key: vault_key, json: { amount: 250, currency: 'usd' } })).status, 200)
  assert.equal((await call({ key: vault_key, form: charge(1) })).code, 'cap_exhausted')
  const { body } = await admin.request('GET', `/vault/keys/${id}`)
  const line = spendLine(body, `key:${id}`, 'total')
  assert.equal(Number(line['spent_usd']) + Number(line['held_usd']), 5)
  assert.deepEqual(
    upstream.heard.map((one) => new URLSearchParams(one.body).get('amount')),
    ['250', '250'],
  )
})

test('negative, missing and unpriced amounts never pass for a small cost', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 5, unknown_cost: 'allow' })
  for (const form of [
    { currency: 'usd' },
    { amount: '100' },
    { amount: '100', currency: 'xxx' },
    { amount: '100', currency: 'USDX' },
    { amount: '-600', currency: 'usd' },
    { amount: '999999999999', currency: 'usd' },
  ] as const) {
    const answer = await call({ key: vault_key, form })
    assert.ok(answer.status === 403 || answer.status === 429, `${JSON.stringify(form)}: ${answer.status}`)
  }
  assert.equal(upstream.heard.length, 0)
})

test('Twilio and Resend bodies are read as strictly as Stripe’s', async () => {
  const sms = (await admin.issue({ vendor: 'twilio', total_usd_cap: 10 })).vault_key
  const path = '/twilio/2010-04-01/Accounts/_/Messages.json'
  for (const body of [
    'To=%2B14155550100&To=%2B447700900000&From=%2B14155550101&Body=x',
    'To=%2B14155550100&to=%2B447700900000&From=%2B14155550101&Body=x',
    'To%5B%5D=%2B14155550100&From=%2B14155550101&Body=x',
    'To=%2B14155550100&From=%2B14155550101&Body=%FF',
  ])
    assert.equal((await call({ key: sms, path, body })).code, 'ambiguous_body', body)
  const mail = (await admin.issue({ vendor: 'resend', total_usd_cap: 10 })).vault_key
  for (const body of [
    '{"from":"a@b.co","to":"a@b.co","to":["x@y.co"],"subject":"s","html":"h"}',
    '{"from":"a@b.co","to":"a@b.co","subject":"s","html":"h"}]',
    'from=a@b.co&to=a@b.co',
  ])
    assert.equal(
      (await call({ key: mail, path: '/resend/emails', body, type: 'application/json' })).code,
      'ambiguous_body',
      body,
    )
  assert.equal((await call({ key: mail, path: '/resend/emails', form: { from: 'a@b.co' } })).code, 'ambiguous_body')
  assert.equal(upstream.heard.length, 0)
})

test('a Resend body goes up as the JSON that was judged', async () => {
  const mail = (await admin.issue({ vendor: 'resend', total_usd_cap: 10 })).vault_key
  const email = {
    from: 'Shop <a@b.co>',
    to: ['x@y.co'],
    subject: 'ü"',
    html: '<p>\u2028</p>',
    tags: [{ name: 'n', value: 'v' }],
  }
  await call({ key: mail, path: '/resend/emails', json: email })
  assert.deepEqual(JSON.parse(Buffer.from(upstream.heard[0]?.body ?? '', 'latin1').toString('utf8')), email)
  assert.equal(upstream.heard[0]?.headers['content-type'], 'application/json')
})

test('bodies made to exhaust the reader are refused or read, and the proxy lives', async () => {
  const deep = (depth: number) => `{"amount":100,"currency":"usd","metadata":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const bodies: readonly (readonly [string, string])[] = [
    [deep(100_000), 'application/json'],
    [deep(450_000), 'application/json'],
    [
      `{"amount":100,"currency":"usd","metadata":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`,
      'application/json',
    ],
    [`{${Array.from({ length: 40_000 }, (_, at) => `"f${at}":1`).join(',')}}`, 'application/json'],
    [Array.from({ length: 100_000 }, (_, at) => `f${at}=1`).join('&'), FORM],
    [`amount=100&currency=usd&${'a%5B'.repeat(200_000)}=1`, FORM],
    [`amount=100&currency=usd&metadata%5B${'x'.repeat(900_000)}%5D=1`, FORM],
    ['%'.repeat(1_000_000), FORM],
    ['{"__proto__":{"amount":1},"constructor":{"prototype":{"amount":1}},"currency":"usd"}', 'application/json'],
  ]
  for (const [body, type] of bodies) {
    const startedMs = performance.now()
    const answer = await call({ key, body, type })
    assert.ok(
      [403, 422, 413, 200].includes(answer.status),
      `${body.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`,
    )
    assert.ok(performance.now() - startedMs < 5_000, `${body.slice(0, 60)} took ${performance.now() - startedMs} ms`)
  }
  assert.equal((await call({ key, form: charge(100) })).status, 200)
})

test('a connection’s own body limit holds in place of the vendor’s', async () => {
  const made = await admin.request('POST', '/vault/connections', {
    name: 'small-bodies',
    vendor: 'stripe',
    secret: 'sk_test_SmallBodies0123456789',
    upstreams: { api: upstream.url },
    body_limit_bytes: 1_024,
  })
  assert.equal(made.status, 201, made.text)
  const own = await admin.issue({ connection: 'small-bodies', total_usd_cap: 10 })
  const at = (length: number) =>
    call({
      key: own.vault_key,
      path: '/small-bodies/v1/payment_intents',
      body: `amount=100&currency=usd&description=${'a'.repeat(length - 36)}`,
    })
  assert.equal((await at(1_024)).status, 200)
  assert.equal((await at(1_025)).code, 'body_too_large')
})
