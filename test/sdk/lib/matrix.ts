/** What every official SDK must show, as tests of its page's program: the same sentences for each. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type CountingRelay, startRelay } from '../../support/relay.ts'
import { eventually, type Stage, stageOnRecorder, stageOnSandbox } from '../../support/stage.ts'
import { orLeftOut } from './left-out.ts'
import type { Made, Program, Ran } from './program.ts'
import { REFUSALS } from './refusals.ts'
import type { Sdk } from './sdks.ts'
import { connectModels, modelSide, sandboxSide, type VendorSide } from './vendor-side.ts'

export interface MatrixScene extends Stage {
  readonly vendor: VendorSide
  /** Between the SDK and the product. */
  readonly relay: CountingRelay
}

/** The product before the simulated vendors, behind a counting relay. Ends with the test file. */
export async function sandboxScene(): Promise<MatrixScene> {
  const { sandbox, ...stage } = await stageOnSandbox()
  return behindRelay(stage, sandboxSide(sandbox))
}

/** The product with connections to the makers of models. Ends with the test file. */
export async function modelScene(): Promise<MatrixScene> {
  const vendor = await modelSide()
  const stage = await stageOnRecorder()
  await connectModels(stage.admin, vendor.upstream)
  return behindRelay(stage, vendor)
}

async function behindRelay(stage: Stage, vendor: VendorSide): Promise<MatrixScene> {
  const relay = await startRelay(stage.product.url)
  after(() => relay[Symbol.asyncDispose]())
  return { ...stage, vendor, relay }
}

/** The program runs with this key, and the relay as its proxy. */
export function runIn(
  { vendor, relay }: Pick<MatrixScene, 'vendor' | 'relay'>,
  program: Program,
  vaultKey: string,
): Promise<Ran> {
  return program({
    ...vendor.environment,
    KEYBRAKE_URL: relay.url,
    VAULT_KEY: vaultKey,
    // A number of its own for each run: it becomes the idempotency key where the program gives one.
    ORDER: vaultKey.slice(-12),
  })
}

/**
 * Registers the tests of one SDK, without waiting for anything: tests that begin while others are still being registered
 * end early.
 */
export function provesItself(sdk: Sdk, made: Made, scene: MatrixScene): void {
  const program = orLeftOut(sdk.page, made)
  if (program === null) return
  const { vendor, relay, admin, product } = scene
  const { page } = sdk
  const issue = () => admin.issue({ vendor: sdk.vendor, total_usd_cap: 100 })
  const forget = (): void => {
    relay.clear()
    vendor.forget()
  }
  const statuses = () => relay.exchanges.map(({ status }) => status)

  test(`${page}: the page’s program does at the vendor what it says, once`, async () => {
    const { vault_key } = await issue()
    forget()
    const { code, stdout, stderr } = await runIn(scene, program, vault_key)
    assert.equal(code, 0, stdout + stderr)
    const ids = vendor.made(sdk.vendor)
    assert.equal(ids.length, 1)
    assert.match(stdout, new RegExp(`^(paid|sent|got) ${ids[0]}\n$`))
    assert.equal(relay.requests.length, 1)
    assert.ok(!vendor.sawText(vault_key), 'the vault key reached the vendor')
  })

  for (const { code, what, says, arrange } of REFUSALS)
    test(`${page}: ${what} comes as the SDK’s ordinary error with our message, after one request`, () =>
      arrange({ admin, sdk, origin: product.url }, async (vaultKey) => {
        forget()
        const ran = await runIn(scene, program, vaultKey)
        assert.equal(relay.requests.length, 1, `the SDK sent ${relay.requests.join(', ')}`)
        assert.equal(vendor.heard(), 0)
        const message = messageOf(relay)
        assert.match(message, says)
        const told = relay.exchanges[0]?.answerHeaders ?? {}
        assert.deepEqual([told['stripe-should-retry'], told['x-should-retry']], ['false', 'false'])
        // Who wants to wait is told how long, and no one else is told to wait.
        assert.equal('retry-after' in told, code === 'rate_limited')
        assert.equal(ran.stdout, `${sdk.reports(code, message)}\n`, ran.stderr)
        assert.equal(ran.code, 1)
      }))

  const repeats = sdk.repeats ? 'asked for again by the SDK, with the same key' : 'never asked for again by the SDK'
  test(`${page}: an answer that was lost is ${repeats}, and the vendor acts once`, async () => {
    const { vault_key } = await issue()
    forget()
    vendor.loseNextAnswer(sdk.vendor)
    const ran = await runIn(scene, program, vault_key)
    await eventually(async () => assert.equal(vendor.made(sdk.vendor).length, 1))
    if (sdk.repeats) {
      assert.deepEqual([ran.code, statuses()], [0, [502, 200]], ran.stdout + ran.stderr)
      return
    }
    assert.deepEqual([ran.code, statuses()], [1, [502]], ran.stdout + ran.stderr)
    assert.match(messageOf(relay), /Money may have moved/)
    assert.equal(ran.stdout, `${sdk.reports('upstream_broken', messageOf(relay))}\n`)
  })
}

/** Our message as it left the product, in the last answer or in another. */
export function messageOf({ exchanges }: CountingRelay, at = -1): string {
  const body = JSON.parse(exchanges.at(at)?.answer ?? '{}') as { readonly message?: string }
  return body.message ?? ''
}
