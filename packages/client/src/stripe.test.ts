import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripeAddress } from './stripe.ts'

test('the SDK is pointed at the proxy by what a socket takes: an IPv6 address without its brackets', () => {
  const addressOf = (base_url: string) => {
    const { host, port, protocol } = stripeAddress({ base_url })
    return [host, port, protocol]
  }
  assert.deepEqual(addressOf('http://127.0.0.1:8474/stripe'), ['127.0.0.1', 8474, 'http'])
  assert.deepEqual(addressOf('http://[::1]:8474/stripe'), ['::1', 8474, 'http'])
  assert.deepEqual(addressOf('https://keybrake.example/stripe'), ['keybrake.example', 443, 'https'])
})
