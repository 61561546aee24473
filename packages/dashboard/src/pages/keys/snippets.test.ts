import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snippetsFor } from './snippets.ts'

const KEY = 'vault_key_abc'
const code = (vendor: string, id: string, baseUrl: string, account: string | null = null) =>
  snippetsFor({ vendor, baseUrl, vaultKey: KEY, account }).find((snippet) => snippet.id === id)?.code ?? 'none'

test('stripe (Node) takes host, port and protocol apart', () => {
  assert.match(
    code('stripe', 'stripe-node', 'http://127.0.0.1:8787/stripe'),
    /host: "127\.0\.0\.1",\n {2}port: 8787,\n {2}protocol: "http"/,
  )
  assert.match(code('stripe', 'stripe-node', 'http://[::1]:8787/stripe'), /host: "::1",\n {2}port: 8787,/)
  assert.match(code('stripe', 'stripe-node', 'https://kb.example/stripe'), /port: 443,\n {2}protocol: "https"/)
})

test('the others take the address of the connection as it is', () => {
  assert.match(code('stripe', 'stripe-python', 'http://h/stripe-eu'), /api_base = "http:\/\/h\/stripe-eu"$/)
  assert.match(code('resend', 'resend-node', 'http://h/resend'), /baseUrl: "http:\/\/h\/resend"/)
  assert.match(code('openai', 'openai-node', 'http://h/openai'), /baseURL: "http:\/\/h\/openai\/v1"/)
})

test('twilio names the account where it is known', () => {
  assert.match(code('twilio', 'twilio-node', 'http://h/twilio', 'AC123'), /twilio\("AC123", "vault_key_abc"\)/)
  assert.match(code('twilio', 'twilio-python', 'http://h/twilio'), /Client\("AC…", "vault_key_abc"\)/)
})

test('every vendor has a curl line with the bearer', () => {
  for (const vendor of ['stripe', 'twilio', 'resend', 'lob'])
    assert.match(
      code(vendor, 'curl', 'http://h/v'),
      /^curl http:\/\/h\/v\/\S+ \\\n {2}-H 'Authorization: Bearer vault_key_abc'/,
    )
})
