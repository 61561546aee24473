import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEnvironment } from './vendor-secrets.ts'

const found = (env: Record<string, string>) =>
  checkEnvironment(env, 'this shell').map(({ status, found: what }) => `${status} ${what}`)

test('a vendor secret is found by its name and by its form, also behind a scheme', () => {
  for (const [name, value] of [
    ['STRIPE_SECRET_KEY', 'anything'],
    ['SENDGRID_API_KEY', 'anything'],
    ['TELNYX_API_KEY', 'KEY0'],
    ['X', `sk_${'live'}_abcdefgh12345678`],
    ['X', `Bearer rk_${'live'}_abcdefgh12345678`],
    ['X', `sk_org_${'live'}_abcdefgh12345678`],
    ['X', `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`],
    ['X', `shpat_${'0a'.repeat(16)}`],
    ['X', 're_abcdefgh_12345678'],
  ] as const)
    assert.deepEqual(found({ [name]: value }), [`fail ${name}`], `${name}=${value}`)
})

test('a vault key in the place of a secret is none', () => {
  assert.deepEqual(
    found({ STRIPE_SECRET_KEY: 'vault_key_abc', RESEND_API_KEY: 'Bearer vault_key_abc', X: 'sk-what' }),
    ['ok none'],
  )
})

test('the key of an agent’s own model is told, and fails nothing', () => {
  assert.deepEqual(found({ OPENAI_API_KEY: 'anything', X: 'sk-ant-api03-abcdefghij' }), [
    'ok none',
    'warn OPENAI_API_KEY, X',
  ])
})
