/** Stripe's agent toolkit as an MCP server: the last version that calls Stripe itself, and the present one, which does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Keybrake } from '@keybrake/client'
import { stripeClient } from '@keybrake/client/stripe'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { StripeAgentToolkit as HostedToolkit } from '@stripe/agent-toolkit/modelcontextprotocol'
import Stripe from 'stripe'
import { StripeAgentToolkit as LocalToolkit } from 'stripe-agent-toolkit-local/modelcontextprotocol'
import { ADMIN_KEY } from '../support/product.ts'
import { stageOnSandbox } from '../support/stage.ts'

const { sandbox, product } = await stageOnSandbox()
const keybrake = new Keybrake({ url: product.url, apiKey: ADMIN_KEY })

/** The toolkit's own server with the client it calls Stripe by replaced, as docs/clients/mcp.md says. */
async function throughVaultKey(key) {
  const toolkit = new LocalToolkit({
    secretKey: key.vault_key,
    configuration: {
      actions: { customers: { create: true }, refunds: { create: true }, paymentIntents: { read: true } },
    },
  })
  toolkit['_stripe'].stripe = stripeClient(Stripe, key)
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  await toolkit.connect(theirs)
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(ours)
  return async (name, fields) => {
    const { content } = await client.callTool({ name, arguments: fields })
    return String(content[0].text)
  }
}

const lastCode = async ({ id }) => (await keybrake.audit.list({ key_id: id, limit: 1 }).page()).data[0].code

test('0.7.12: its tools work through a vault key, under its allowlist and its cap', async () => {
  const key = await keybrake.keys.issue({
    vendor: 'stripe',
    allowed_endpoints: ['customers.create', 'payment_intents.*', 'refunds.create'],
    total_usd_cap: 100,
    caps: { refund: 20 },
  })
  const call = await throughVaultKey(key)
  assert.match(await call('create_customer', { name: 'Ada' }), /"id":"cus_/)

  const stripe = stripeClient(Stripe, key)
  const charge = { currency: 'usd', payment_method: 'pm_card_visa', confirm: true }
  const { id: small } = await stripe.paymentIntents.create({ ...charge, amount: 1_500 })
  const { id: large } = await stripe.paymentIntents.create({ ...charge, amount: 2_500 })
  assert.match(await call('create_refund', { payment_intent: small }), /"status":"succeeded"/)
  // The toolkit itself swallows every error, Stripe's own as well: why it failed is in the audit log.
  assert.equal(await call('create_refund', { payment_intent: large }), '"Failed to create refund"')
  assert.equal(await lastCode(key), 'cap_exhausted')
  assert.deepEqual(
    sandbox.executed({ operation: 'refunds.create' }).map(({ amount }) => amount),
    ['1500'],
  )
})

test('0.7.12: what the allowlist does not name is refused, and Stripe hears nothing of it', async () => {
  const key = await keybrake.keys.issue({ vendor: 'stripe', allowed_endpoints: ['refunds.create'], total_usd_cap: 10 })
  const call = await throughVaultKey(key)
  sandbox.clear()
  assert.equal(await call('list_payment_intents', {}), '"Failed to list payment intents"')
  assert.equal(await lastCode(key), 'endpoint_not_allowed')
  assert.equal(sandbox.heard().length, 0)
})

test('0.9.0: it takes no vault key, and its tools run at mcp.stripe.com', () => {
  assert.throws(() => new HostedToolkit({ secretKey: 'vault_key_x', configuration: {} }), /Expected sk_\* .* or rk_\*/)
})
