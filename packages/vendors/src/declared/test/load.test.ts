import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { faultText, loadDefinition } from '../load.ts'

const ACME = readFileSync(`${import.meta.dirname}/acme.yaml`, 'utf8')

/** The faults of the file with one text in place of another, as an operator reads them. */
function faultsWith(text: string, instead: string): readonly string[] {
  assert.ok(ACME.includes(text), text)
  const loaded = loadDefinition(ACME.replace(text, instead))
  return loaded.ok ? [] : loaded.faults.map((fault) => faultText('acme.yaml', fault))
}

const lineOf = (text: string): number => ACME.slice(0, ACME.indexOf(text)).split('\n').length

test('a definition that keeps every rule loads', () => {
  assert.equal(loadDefinition(ACME).ok, true)
})

/** What is changed, and what the operator reads; `@` stands for the line of what was changed. */
const WRONG: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'an unknown field',
    'body: form',
    'boddy: form',
    /^acme\.yaml:@:1: boddy: is not a field here; did you mean body\?$/,
  ],
  ['a missing field', 'about: A vendor for tests.\n', '', /^acme\.yaml:2:1: about: is missing$/],
  ['a word that is none', 'body: form', 'body: forms', /^acme\.yaml:@:7: body: did you mean form\?$/],
  ['a list for a text', 'body: form', 'body: [form]', /:@:7: body: must be .*, not a list$/],
  ['a name twice', 'body: form', 'body: form\nbody: json', /unique/],
  ['broken YAML', 'words:', 'words: {', /^acme\.yaml:[0-9]+:[0-9]+: /],
  ['an alias', 'body: form', 'body: &b form', /:@:[0-9]+: anchors and aliases are not read here/],
  ['a tag', 'body: form', 'body: !secret form', /tags are not read here/],
  ['a name in capitals', 'vendor: acme', 'vendor: Acme', /:@:9: vendor: must be a name/],
  [
    'an origin with a path',
    'https://api.acme.test',
    'https://api.acme.test/v1',
    /:@:8: origins\.api: must be an https origin/,
  ],
  ['plain http', 'https://api.acme.test', 'http://api.acme.test', /origins\.api: must be an https origin/],
  [
    'credentials in an origin',
    'https://api.acme.test',
    'https://a:b@api.acme.test',
    /origins\.api: must be an https origin/,
  ],
  ['no product api', '  api: https://api.acme.test\n', '', /origins: must have the product api/],
  [
    'a variable without its setting',
    'https://api.acme.test',
    'https://{shop}.acme.test',
    /\{shop\} is none of host_settings/,
  ],
  [
    'a secret field that is misspelt',
    "'{token}'",
    "'{tokn}'",
    /authorise: \{tokn\} is no field of secret; did you mean token\?/,
  ],
  ['a secret field that goes nowhere', "'{user}'", "'x'", /secret\.user: is used nowhere in authorise/],
  [
    'the credential among the headers that go up',
    '[x-acme-version]\nidentity',
    '[x-acme-version, x-acme-key]\nidentity',
    /request_headers: x-acme-key never goes up/,
  ],
  [
    'the authorization among them',
    '[x-acme-version]\nidentity',
    '[x-acme-version, authorization]\nidentity',
    /request_headers: authorization never goes up/,
  ],
  ['a cookie that comes down', '[x-request-id]', '[set-cookie]', /response_headers: set-cookie never comes down/],
  [
    'a class of money that is none',
    'money: print',
    'money: prin',
    /endpoints\.boxes\.send\.money: did you mean print\?/,
  ],
  [
    'a table that is none',
    'usd: sizes.each',
    'usd: size.each',
    /endpoints\.boxes\.send\.cost: size is no table; did you mean sizes\?/,
  ],
  ['a column that is none', 'usd: sizes.each', 'usd: sizes.every', /sizes\.every is no column of sizes/],
  ['a price that is none', 'usd: sizes.each', 'usd: 1e3', /usd: must be a decimal/],
  ['a negative price', 'usd: sizes.each', 'usd: -1', /usd: must be a decimal/],
  [
    'a row that is too short',
    'box/small: 1.5',
    'box/small: 1.5 2',
    /tables\.sizes\.rows\.box\/small: has 2 numbers, but there are 1 columns/,
  ],
  [
    'a method that is none',
    'GET /v1/things\n',
    'FETCH /v1/things\n',
    /endpoints\.things\.list\.request: must begin with one of GET/,
  ],
  ['dot segments', 'GET /v1/things\n', 'GET /v1/../things\n', /request: must have no dot segments/],
  [
    'two endpoints of one request',
    'GET /v1/things\n',
    'POST /v1/keys\n',
    /endpoints\.keys\.create.*: is the request of things\.list too/,
  ],
  ['a priced endpoint without its class', '    money: print\n', '', /needs its class of money/],
  [
    'a settlement without a cost',
    '    settle:\n      - amount: total',
    '    only:\n      - amount: total',
    /is not a field here/,
  ],
  [
    'a refusal that says nothing',
    "message: '{message}'",
    'message: no',
    /refusal\.body: must be a map in which \{message\} stands/,
  ],
  [
    'a word for a code that is none',
    'cap_exhausted: no_money',
    'cap_exhaused: no_money',
    /refusal\.words\.cap_exhaused: .*did you mean cap_exhausted\?/,
  ],
  [
    'a part with two prices',
    'cost: [{ usd: 0.01 }]',
    'cost: [{ usd: 0.01, amount: a }]',
    /files\.get\.cost\[0\]: must have exactly one of usd, amount/,
  ],
  ['a path that is none', 'amount: total', 'amount: to..tal', /settle\[0\]\.amount: must be a path/],
  [
    'a product that paths begin with',
    '  files: https://files.acme.test',
    '  v1: https://files.acme.test',
    /origins\.v1: paths of endpoints begin with \/v1 too/,
  ],
]

for (const [what, text, instead, expected] of WRONG) {
  test(`${what} does not load, and is told with its line and field`, () => {
    const faults = faultsWith(text, instead)
    const wanted = new RegExp(expected.source.replace('@', String(lineOf(text))))
    assert.ok(
      faults.some((fault) => wanted.test(fault)),
      faults.join('\n'),
    )
    for (const fault of faults) assert.match(fault, /^acme\.yaml:[1-9][0-9]*:[1-9][0-9]*: /)
  })
}

test('every fault of a file is told at once, in the order of its lines', () => {
  const loaded = loadDefinition(ACME.replace('body: form', 'body: forms').replace('money: print', 'money: prin'))
  assert.deepEqual(loaded.ok ? [] : loaded.faults.map(({ field }) => field), ['body', 'endpoints.boxes.send.money'])
})

test('no text, however odd, breaks the reading: it loads, or every fault has a place', () => {
  const lines = ACME.split('\n')
  const mangled = fc
    .tuple(
      fc.nat(lines.length - 1),
      fc.oneof(fc.string(), fc.constantFrom('- a', '  x: y', '? [', '"', '{', '*a', '<<: b', '')),
    )
    .map(([at, line]) => lines.with(at, line).join('\n'))
  fc.assert(
    fc.property(fc.oneof(mangled, fc.string()), (text) => {
      const loaded = loadDefinition(text)
      if (loaded.ok) return
      assert.ok(loaded.faults.length > 0)
      for (const { line, column } of loaded.faults) assert.ok(line >= 1 && column >= 1)
    }),
    { numRuns: 400 },
  )
})
