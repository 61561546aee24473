import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formsOf, SecretScan } from './secret-scan.ts'

const SECRET = 'sk_live_51Hq7ZkKp0aVbXcYd'
const scan = new SecretScan([SECRET])
const inside = (text: string): Buffer => Buffer.from(`{"note":"before ${text} after"}`)

test('the secret itself is found, at either end and in the middle', () => {
  for (const text of [SECRET, `${SECRET}x`, `x${SECRET}`, `{"a":"${SECRET}"}`]) {
    assert.ok(scan.found(Buffer.from(text)))
    assert.ok(scan.foundInText(text))
  }
})

test('hex in either case and a wholly escaped address are found', () => {
  const hex = Buffer.from(SECRET).toString('hex')
  const percent = hex.replace(/../g, '%$&')
  for (const text of [hex, hex.toUpperCase(), percent, percent.toUpperCase()]) assert.ok(scan.found(inside(text)))
})

test('an address, a JSON string or escapes of a secret with odd characters are found', () => {
  const odd = 'tok/en+with"quotes\\and=signs&more'
  const oddScan = new SecretScan([odd])
  const escaped = encodeURIComponent(odd)
  const lower = escaped.replace(/%../g, (escape) => escape.toLowerCase())
  const json = JSON.stringify({ a: odd })
  const unicode = [...odd].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  for (const text of [odd, escaped, lower, json, json.replaceAll('/', '\\/'), unicode])
    assert.ok(oddScan.found(Buffer.from(text)), text)
})

test('escapes of any of its characters hide it neither in JSON nor in an address', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('', 'json', 'percent'), { minLength: SECRET.length }), (kinds) => {
      const text = [...SECRET].map((char, at) => {
        const hex = char.charCodeAt(0).toString(16)
        return kinds[at] === 'json' ? `\\u00${hex}` : kinds[at] === 'percent' ? `%${hex}` : char
      })
      return scan.found(inside(text.join('')))
    }),
    { numRuns: 500 },
  )
  assert.ok(scan.foundInText(SECRET.replaceAll('_', '%5F')))
  assert.ok(!scan.found(inside('\\u0073\\u006b%5Flive%5F51Hq7ZkKp0aVbXcY')))
})

test('an answer that is no document a strict reader takes is looked at all the same', () => {
  const escaped = SECRET.replaceAll('_', '\\u005f')
  assert.ok(scan.found(Buffer.from(`{"a":1,"a":2,"b":"${escaped}"`)))
})

test('base64 is found at every alignment, in both alphabets, whatever stands around', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 7 }),
      fc.stringMatching(/^[!-~]{12,64}$/),
      fc.uint8Array({ maxLength: 7 }),
      fc.constantFrom('base64' as const, 'base64url' as const),
      (before, secret, after, alphabet) => {
        const text = Buffer.concat([before, Buffer.from(secret), after]).toString(alphabet)
        return new SecretScan([secret]).found(Buffer.from(text))
      },
    ),
    { numRuns: 1_000 },
  )
})

test('any of several secrets is found', () => {
  const two = new SecretScan(['first-secret-0001', 'other-secret-0002'])
  assert.ok(two.found(inside('other-secret-0002')))
  assert.ok(two.foundInText('Basic first-secret-0001'))
})

test('a connection without a secret finds nothing', () => {
  const none = new SecretScan([])
  assert.equal(none.begunIn(inside(SECRET)), 0)
  assert.ok(!none.found(inside(SECRET)))
})

test('an ordinary answer raises no alarm, nor does all of the secret but one character', () => {
  assert.ok(!scan.found(inside('pi_3MtwBwLkdIwHu7ix28a3tqPa sk_live_ sk_test_51Hq7ZkKp0aVbXcYd')))
  for (let at = 0; at < SECRET.length; at++)
    assert.ok(
      !scan.found(inside(SECRET.slice(0, at) + (SECRET[at] === 'x' ? 'y' : 'x') + SECRET.slice(at + 1))),
      `${at}`,
    )
})

test('a text of one character a byte is judged as its bytes are', () => {
  const pieces = fc.constantFrom(SECRET, SECRET.slice(0, -1), '\\u005f', '%5f', '"', '\xff\xfe', 'x'.repeat(40))
  const escaped = fc.constantFrom(SECRET.replaceAll('_', '%5F'), SECRET.replaceAll('_', '\\u005f'))
  const spelled = fc.constantFrom(...formsOf(SECRET))
  let found = 0
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, escaped, spelled), { maxLength: 5 }), (parts) => {
      const text = parts.join('')
      const inBytes = scan.found(Buffer.from(text, 'latin1'))
      if (inBytes) found++
      assert.equal(scan.foundInText(text), inBytes)
    }),
    { numRuns: 2_000 },
  )
  assert.ok(found > 100)
})

test('no spelling is so short that ordinary text could hold it', () => {
  for (const secret of [SECRET, 'abcdefgh', 'abc', 'a', ''])
    for (const form of formsOf(secret)) assert.ok(form.length >= 8, `${secret} as ${form}`)
})

/** Some of its characters escaped, in the ways there are. */
const escapedAnyhow = (text: string) =>
  fc
    .array(fc.constantFrom('', '', 'json', 'percent', 'markup', 'decimal', 'padded'), {
      minLength: text.length,
      maxLength: text.length,
    })
    .map((kinds) =>
      [...text].map((char, at) => ESCAPED[kinds[at] as keyof typeof ESCAPED](char.charCodeAt(0))).join(''),
    )
const hexOf = (code: number): string => code.toString(16).padStart(2, '0')
const ESCAPED = {
  '': (code: number) => String.fromCharCode(code),
  json: (code: number) => `\\u00${hexOf(code)}`,
  percent: (code: number) => `%${hexOf(code).toUpperCase()}`,
  markup: (code: number) => `&#x${hexOf(code)};`,
  decimal: (code: number) => `&#${code};`,
  padded: (code: number) => `&#X000000${hexOf(code)};`,
}

test('in a stream every byte from which on a secret may have begun is held back, wherever it is cut', () => {
  const before = 'x'.repeat(20)
  const holdsAll = (spelling: string): void => {
    const whole = before + spelling
    for (let end = before.length; end < whole.length; end++) {
      const bytes = Buffer.from(whole.slice(0, end), 'latin1')
      if (!scan.found(bytes)) assert.ok(scan.begunIn(bytes) >= end - before.length, `${spelling} cut at ${end}`)
    }
  }
  const forms = formsOf(SECRET)
  for (const form of forms) holdsAll(form)
  fc.assert(
    fc.property(fc.constantFrom(...forms.filter((form) => !/[%\\]/.test(form))).chain(escapedAnyhow), (spelling) => {
      assert.ok(scan.found(Buffer.from(spelling, 'latin1')))
      holdsAll(spelling)
    }),
    { numRuns: 300 },
  )
})

test('what no secret begins with is not held back', () => {
  for (const text of [
    '{"part":1}\n',
    'data: {"id":"evt_1"}\n\n',
    '\\u0041',
    '%41',
    '&#65;',
    '&amp;',
    'sk_test_',
    ' 100%!',
  ])
    assert.equal(scan.begunIn(Buffer.from(text)), 0, text)
  for (const [text, held] of [
    ['a sk_live_', 8],
    ['a sk%5Flive_', 10],
    ['a sk%5Flive_\\u00', 14],
    ['a \\', 1],
    ['a &#x', 3],
    ['a %', 1],
  ] as const)
    assert.equal(scan.begunIn(Buffer.from(text)), held, text)
})

test('entities of any of its characters are found, and what markup must escape', () => {
  for (const spelled of [
    SECRET.replaceAll('_', '&#95;'),
    SECRET.replaceAll('_', '&#x5f;'),
    SECRET.replaceAll('_', '&#X005F;'),
    [...SECRET].map((char) => `&#${char.charCodeAt(0)};`).join(''),
  ]) {
    assert.ok(scan.found(inside(spelled)), spelled)
    assert.ok(scan.foundInText(spelled), spelled)
  }
  const odd = `tok<en>&"with'quotes`
  const inMarkup = 'tok&lt;en&gt;&amp;&quot;with&#39;quotes'
  assert.ok(new SecretScan([odd]).found(Buffer.from(inMarkup)))
  assert.ok(!scan.found(inside(SECRET.replaceAll('_', '&#96;'))))
})

test('an answer of 4 MiB, escapes and all, is looked through in less than 400 ms', () => {
  const body = Buffer.from('{"id":"pi_3MtwBwLkdIwHu7ix\\u00e9a3tqPa\\u005f","amount":2999},'.repeat(70_000))
  scan.found(body)
  const startMs = performance.now()
  assert.ok(!scan.found(body))
  const tookMs = performance.now() - startMs
  assert.ok(tookMs < 400, `${Math.round(tookMs)} ms`)
})
