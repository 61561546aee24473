/** What a vendor that nobody here wrote must make of our requests, as tests: of a page's program, and of a tour of calls. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orLeftOut } from '../../sdk/lib/left-out.ts'
import type { Made } from '../../sdk/lib/program.ts'
import type { Sdk } from '../../sdk/lib/sdks.ts'
import type { CountingRelay, Exchange } from '../../support/relay.ts'
import { SECRETS } from '../../support/stage.ts'
import { allAccepted, type Behind } from './behind.ts'

export type Calls = readonly (() => Promise<unknown>)[]
/** What else the vendor must have seen. */
export type Also = (scene: Behind, seen: readonly Exchange[]) => Promise<void> | void

const forget = ({ before, behind }: Behind): void => {
  before.clear()
  behind.clear()
}

/** Registers the test of the program that stands on a page of docs/sdk. */
export function pageIsAccepted(scene: Behind, sdk: Sdk, made: Made, also: Also): void {
  const program = orLeftOut(sdk.page, made)
  if (program === null) return
  test(`${sdk.page}: the page’s program is accepted by a vendor that nobody here wrote`, async () => {
    const { vault_key } = await scene.admin.issue({ vendor: sdk.vendor, total_usd_cap: 100 })
    forget(scene)
    const { code, stdout, stderr } = await program(environment(scene, vault_key))
    const seen = allAccepted(scene, sdk.vendor, vault_key, 1)
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /^(paid|sent) \S+\n$/)
    await also(scene, seen)
  })
}

const environment = ({ before }: Behind, vaultKey: string): Record<string, string> => ({
  KEYBRAKE_URL: before.url,
  VAULT_KEY: vaultKey,
  TWILIO_ACCOUNT_SID: SECRETS.twilioSid,
  ORDER: vaultKey.slice(-12),
})

/** Registers the test of a program that makes several calls and prints how many. */
export function programIsAccepted(what: string, scene: Behind, vendor: string, made: Made, also: Also): void {
  const program = orLeftOut(what, made)
  if (program === null) return
  test(`${what}: every request is accepted after it passed the product`, async () => {
    const { vault_key } = await scene.admin.issue({ vendor, total_usd_cap: 100_000 })
    forget(scene)
    const { code, stdout, stderr } = await program(environment(scene, vault_key))
    const seen = allAccepted(scene, vendor, vault_key, scene.before.exchanges.length)
    assert.deepEqual([code, stdout], [0, `${scene.before.exchanges.length} calls\n`], stderr)
    await also(scene, seen)
  })
}

/** Registers the test of some calls of an SDK in this process. */
export function tourIsAccepted(
  what: string,
  scene: Behind,
  vendor: string,
  tour: (before: CountingRelay, vaultKey: string) => Calls,
  also: Also,
): void {
  test(`${what}: every request is accepted after it passed the product`, async () => {
    const { vault_key } = await scene.admin.issue({ vendor, total_usd_cap: 100_000 })
    forget(scene)
    const calls = tour(scene.before, vault_key)
    const failures: unknown[] = []
    for (const call of calls) await call().catch((error: unknown) => failures.push(error))
    // First what the vendor said of a request, which the SDK's exception leaves out.
    const seen = allAccepted(scene, vendor, vault_key, calls.length)
    assert.deepEqual(failures, [])
    await also(scene, seen)
  })
}
