/** The product before the sandbox with a counting relay between, and one tool that pays through it. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Keybrake } from '@keybrake/client'
import { stripeClient } from '@keybrake/client/stripe'
import Stripe from 'stripe'
import { ADMIN_KEY } from '../../support/product.ts'
import { startRelay } from '../../support/relay.ts'
import { stageOnSandbox } from '../../support/stage.ts'

/**
 * What every framework is tested with: a key whose cap fits one payment of 29.99 USD and not two.
 *
 * @returns {Promise<Scene>}
 */
export async function payingScene() {
  const { product, sandbox } = await stageOnSandbox()
  const relay = await startRelay(product.url)
  after(() => relay[Symbol.asyncDispose]())
  const client = new Keybrake({ url: product.url, apiKey: ADMIN_KEY })
  return {
    sandbox,
    /** @param {{ unreachable?: boolean, fields?: object }} [options] */
    async arrange({ unreachable = false, fields = {} } = {}) {
      const key = await client.keys.issue({
        vendor: 'stripe',
        allowed_endpoints: ['payment_intents.create'],
        total_usd_cap: 50,
        ...fields,
      })
      relay.clear()
      sandbox.clear()
      const base_url = unreachable ? 'http://127.0.0.1:9/stripe' : `${relay.url}/stripe`
      const stripe = stripeClient(Stripe, { vault_key: key.vault_key, base_url }, { maxNetworkRetries: 0 })
      return {
        stripe,
        /** The tool's own work, as a user writes it: what Stripe's SDK throws goes on. */
        async pay() {
          const { id } = await stripe.paymentIntents.create({
            amount: 2_999,
            currency: 'usd',
            payment_method: 'pm_card_visa',
            confirm: true,
          })
          return { paid: id }
        },
        /** Requests that reached the proxy, and payments that Stripe made. */
        counts: () => ({ asked: relay.requests.length, paid: sandbox.executed().length }),
      }
    },
  }
}

/**
 * @typedef {Awaited<ReturnType<typeof payingScene>>} Scene
 */

/** That this is the answer of a cap, as a model is to read it. @param {unknown} told */
export function assertCapTold(told) {
  const result = typeof told === 'string' ? JSON.parse(told) : told
  assert.equal(result.error, 'spend_cap_reached')
  assert.equal(result.code, 'cap_exhausted')
  assert.equal(result.retryable, false)
  assert.equal(result.remaining_usd, 20.01)
  assert.match(result.message, /^Spend cap reached: 29\.99 of 50 USD .* Do not retry\.$/)
  assert.match(result.call_id, /^call_/)
}
