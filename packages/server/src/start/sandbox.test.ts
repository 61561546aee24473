import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, Secret } from '@keybrake/core'
import type { Sandbox } from '@keybrake/sandbox'
import { decodeConnectionDocument } from '../admin/connection-document.ts'
import { applyEnvironment } from './connections.ts'
import { openSandbox } from './sandbox.ts'
import { issueKey, type TempStore, tempStore } from './testing/temp-store.ts'

const AT = instant(Date.parse('2026-01-31T09:00:00.000Z'))

/** As another process on the same ledger would start. */
async function open({ store, keyring }: TempStore, isShared: boolean) {
  const warnings: unknown[] = []
  const log = { warn: (...words: unknown[]) => void warnings.push(words.at(-1)) }
  const clock = { now: () => AT }
  const sandbox = await openSandbox({ registry: store.registry, keyring, clock, log, isShared })
  return { sandbox, warnings: warnings.join('; ') }
}

const addressOf = async ({ store }: TempStore): Promise<string | undefined> =>
  decodeConnectionDocument((await store.registry.connection('stripe'))?.document ?? '{}').upstreams['api']

test('a second process on one ledger uses the simulated vendors of the first, and its keys go on', async () => {
  await using temp = await tempStore()
  const first = await open(temp, true)
  assert.ok(first.sandbox !== null)
  const { id } = await issueKey(temp, 'stripe')
  const second = await open(temp, true)
  assert.equal(second.sandbox, null)
  assert.match(second.warnings, /another process/)
  assert.equal(await addressOf(temp), first.sandbox.urls.stripe)
  assert.equal((await temp.store.registry.key(id, AT))?.key.revokedAt, null)
  // The first one ends; whoever starts next makes its own.
  await first.sandbox.close()
  const third = await open(temp, true)
  assert.ok(third.sandbox !== null)
  assert.equal(await addressOf(temp), third.sandbox.urls.stripe)
  await (third.sandbox satisfies Sandbox).close()
})

test('a ledger that is alone makes its own at every start', async () => {
  await using temp = await tempStore()
  const first = await open(temp, false)
  const second = await open(temp, false)
  assert.ok(first.sandbox !== null && second.sandbox !== null)
  assert.equal(await addressOf(temp), second.sandbox.urls.stripe)
  await Promise.all([first.sandbox.close(), second.sandbox.close()])
})

test('a real secret ends them, and says that what they counted stays', async () => {
  await using temp = await tempStore()
  const first = await open(temp, false)
  assert.equal(first.warnings, '')
  await first.sandbox?.close()
  const secret = { secret_key: new Secret('sk_live_1') }
  await applyEnvironment(temp.store.registry, temp.keyring, [{ vendor: 'stripe', secret, upstream: null }], AT)
  const real = await open(temp, false)
  assert.equal(real.sandbox, null)
  assert.match(real.warnings, /simulated vendors, which count/)
  assert.notEqual((await temp.store.registry.connection('twilio'))?.deletedAt, null)
  await using unused = await tempStore()
  await applyEnvironment(unused.store.registry, unused.keyring, [{ vendor: 'stripe', secret, upstream: null }], AT)
  assert.equal((await open(unused, false)).warnings, '')
})
