/** The lines that the dashboard shows after a key is issued: run word for word, each with one call, against the product. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { snippetsFor } from '../../packages/dashboard/src/pages/keys/snippets.ts'
import { stageOnSandbox } from '../support/stage.ts'

const { sandbox, admin } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

const run = promisify(execFile)
const ROOT = new URL('../..', import.meta.url).pathname

const EMAIL = { from: 'shop@example.com', to: ['a@example.org'], subject: 'Receipt', html: '<p>Thanks</p>' }
const PAYMENT = { amount: 2999, currency: 'usd', payment_method: 'pm_card_visa', confirm: true }
const MESSAGE = { to: '+14155550100', from: '+14155550101', body: 'Hello' }

/** What is written after the snippet, as its reader would. */
const CALLS: Readonly<Record<string, string>> = {
  'stripe-node': `await stripe.paymentIntents.create(${JSON.stringify(PAYMENT)})`,
  'twilio-node': `await client.messages.create(${JSON.stringify(MESSAGE)})`,
  'resend-node': `const { error } = await resend.emails.send(${JSON.stringify(EMAIL)}); if (error) throw new Error(error.message)`,
}

async function snippet(vendor: 'stripe' | 'twilio' | 'resend', id: string): Promise<string> {
  const key = await admin.issue({ vendor, total_usd_cap: 50 })
  const account = sandbox.credentials.twilio.account_sid
  const all = snippetsFor({ vendor, baseUrl: String(key['base_url']), vaultKey: key.vault_key, account })
  const found = all.find((one) => one.id === id)
  assert.ok(found, `${vendor} has no ${id}`)
  return found.code
}

for (const vendor of ['stripe', 'twilio', 'resend'] as const) {
  test(`${vendor}: the lines for its Node SDK make one call through the proxy`, async () => {
    const code = `${await snippet(vendor, `${vendor}-node`)}\n${CALLS[`${vendor}-node`]}\n`
    await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT, timeout: 60_000 })
    assert.equal(sandbox.executed({ vendor }).length, 1)
  })

  test(`${vendor}: the curl line is a call that the vendor performs`, async () => {
    const code = await snippet(vendor, 'curl')
    const { stdout } = await run('sh', ['-c', `${code} --silent --show-error --fail-with-body`], { timeout: 60_000 })
    assert.equal(sandbox.executed({ vendor }).length, 1, stdout)
  })
}
