/**
 * A vendor that executes the call and never answers: what every SDK makes of our 504. The proxy waits its whole deadline for
 * each vendor, so all of them wait side by side, each behind a relay of its own.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { VendorName } from '@keybrake/sandbox'
import { Resend } from 'resend'
import { type CountingRelay, startRelay } from '../../support/relay.ts'
import { stageOnSandbox } from '../../support/stage.ts'
import { orLeftOut } from '../lib/left-out.ts'
import { messageOf, runIn } from '../lib/matrix.ts'
import { programsOf } from '../lib/program.ts'
import { STRIPE_GO, QUICK_SDKS } from '../lib/sdks.ts'
import { sandboxSide } from '../lib/vendor-side.ts'

const programs = (await programsOf([...QUICK_SDKS, STRIPE_GO])).flatMap(([sdk, made]) => {
  const program = orLeftOut(sdk.page, made)
  return program === null ? [] : [{ sdk, program }]
})
const { sandbox, admin, product } = await stageOnSandbox()
const vendor = sandboxSide(sandbox)

for (const { sdk } of programs)
  sandbox.order({ vendor: sdk.vendor as VendorName, kind: 'hang', match: { method: 'POST' } })
const waiting = []
for (const { sdk, program } of programs) {
  const relay = await relayOfItsOwn()
  const { vault_key } = await admin.issue({ vendor: sdk.vendor, total_usd_cap: 100 })
  waiting.push({ sdk, relay, vault_key, ended: runIn({ vendor, relay }, program, vault_key) })
}

const keyless = await relayOfItsOwn()
const { vault_key } = await admin.issue({ vendor: 'resend', total_usd_cap: 100 })
sandbox.order({ vendor: 'resend', kind: 'hang', match: { method: 'POST' } })
const keylessEnd = new Resend(vault_key, { baseUrl: `${keyless.url}/resend` }).emails.send({
  from: 'shop@example.com',
  to: 'customer@example.org',
  subject: 'Without a key',
  text: 'Thank you.',
})

for (const { sdk, relay, ended } of waiting)
  test(`${sdk.page}: a vendor that never answers is ${sdk.repeats ? 'asked again with the same key, and the call counts once' : 'told as 504, and not asked again'}`, async () => {
    const ran = await ended
    const statuses = relay.exchanges.map(({ status }) => status)
    assert.deepEqual(statuses, sdk.repeats ? [504, 200] : [504], ran.stdout + ran.stderr)
    assert.equal(ran.code, sdk.repeats ? 0 : 1)
    const message = messageOf(relay, 0)
    assert.match(message, /Money may have moved/)
    assert.match(message, sdk.vendor === 'twilio' ? /Do not retry/ : /Repeat only with the same idempotency key/)
    if (!sdk.repeats) assert.equal(ran.stdout, `${sdk.reports('upstream_timeout', message)}\n`)
  })

test('resend-node without a key of its own: the 504 says not to repeat, and the SDK does not', async () => {
  const { error } = await keylessEnd
  assert.equal(error?.statusCode, 504)
  assert.match(error.message, /Money may have moved.*Do not retry/)
  assert.deepEqual(
    keyless.exchanges.map(({ status }) => status),
    [504],
  )
})

test('each of these calls was executed once', () => {
  const executed = sandbox.executed().map((one) => one.vendor)
  const expected = [...programs.map(({ sdk }) => sdk.vendor), 'resend']
  assert.deepEqual(executed.sort(), expected.sort())
})

async function relayOfItsOwn(): Promise<CountingRelay> {
  const relay = await startRelay(product.url)
  after(() => relay[Symbol.asyncDispose]())
  return relay
}
