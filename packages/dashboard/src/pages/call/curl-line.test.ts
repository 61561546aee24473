import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { rowOf } from '../../api/live/call-event.ts'
import type { CallRow } from '../../api/types.ts'
import { curlLine } from './curl-line.ts'

function row(facts: Record<string, unknown>): CallRow {
  const made = rowOf({
    kind: 'call',
    facts: {
      call_id: 'call_1',
      key_id: 'key_1',
      time: '2026-11-29T22:59:00Z',
      connection: 'stripe',
      vendor: 'stripe',
      ...facts,
    },
  })
  assert.ok(made)
  return made
}

/** What a shell makes of the line: the words it would give to curl. */
function words(line: string): readonly string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${line}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { VAULT_KEY: 'vault_key_x' } })
    .split('\0')
    .slice(0, -1)
}

const URL = 'http://127.0.0.1:8787'

test('a form post to Stripe', () => {
  const line = curlLine(
    row({ method: 'POST', path: '/v1/payment_intents', request: { amount: '2999', 'metadata[a]': 'b c' } }),
    URL,
  )
  assert.deepEqual(words(line), [
    '-s',
    '-X',
    'POST',
    `${URL}/stripe/v1/payment_intents`,
    '-H',
    'Authorization: Bearer vault_key_x',
    '--data-urlencode',
    'amount=2999',
    '--data-urlencode',
    'metadata[a]=b c',
  ])
})

test('nothing that a caller wrote gets out of its quotes', () => {
  const hostile = `'; touch /tmp/pwned; echo '$(id)\`id\`"\\\n#`
  const line = curlLine(row({ method: 'POST', path: `/v1/${hostile}`, request: { [hostile]: hostile } }), URL)
  const given = words(line)
  assert.ok(given.includes(`${URL}/stripe/v1/${hostile}`))
  assert.ok(given.includes(`${hostile}=${hostile}`))
  assert.equal(given.length, 8)
})

test('JSON where the vendor takes JSON, Basic at Twilio, a query on reads', () => {
  const json = words(
    curlLine(row({ vendor: 'resend', connection: 'mail', method: 'POST', path: '/emails', request: { to: 'a' } }), URL),
  )
  assert.equal(json.at(-1), '{"to":"a"}')
  assert.ok(json.includes(`${URL}/mail/emails`))
  assert.ok(
    words(curlLine(row({ vendor: 'twilio', method: 'GET', path: '/2010-04-01/x' }), URL)).includes('_:vault_key_x'),
  )
  assert.ok(words(curlLine(row({ method: 'GET', path: '/v1/charges', request: { limit: '3' } }), URL)).includes('-G'))
})
