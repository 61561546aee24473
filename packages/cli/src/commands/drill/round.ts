/** One round: three charges of which two fit under the cap; during the second the proxy kills itself; then it is started again. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keybrake } from '@keybrake/client'
import type { Sandbox } from '@keybrake/sandbox'
import { verifyFolder } from '@keybrake/server/offline'
import { type Proxy, startProxy } from './proxy.ts'

export const CAP_USD = 50
const CHARGE_USD = 20
const CHARGES = 3
/** Which pass of the point kills: that of the second charge. */
const PASS = 2
const ATTEMPTS_MAX = 100
const PAUSE_MS = 50

export interface RoundResult {
  readonly killedAt: string
  readonly executed: number
  readonly movedUsd: number
  readonly countedUsd: number
  readonly restartedMs: number
  /** Empty: everything held. */
  readonly faults: readonly string[]
}

export async function drillRound(point: string, sandbox: Sandbox): Promise<RoundResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keybrake-drill-'))
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true })
  // Also where Ctrl-C ends it.
  process.on('exit', remove)
  try {
    return await new Round(point, sandbox, dataDir).run()
  } finally {
    process.off('exit', remove)
    remove()
  }
}

class Round {
  readonly #point: string
  readonly #sandbox: Sandbox
  readonly #dataDir: string
  readonly #customer = `cus_drill_${randomBytes(4).toString('hex')}`
  readonly #adminKey = `kb_admin_${randomBytes(16).toString('hex')}`
  readonly #faults: string[] = []

  constructor(point: string, sandbox: Sandbox, dataDir: string) {
    this.#point = point
    this.#sandbox = sandbox
    this.#dataDir = dataDir
  }

  async run(): Promise<RoundResult> {
    let proxy = await this.#start({ KEYBRAKE_DRILL: '1', KEYBRAKE_CRASH_AT: `${this.#point}:${PASS}` })
    let restartedMs = 0
    try {
      const key = await this.#client(proxy).keys.issue({
        vendor: 'stripe',
        total_usd_cap: CAP_USD,
        allowed_endpoints: ['POST /v1/payment_intents'],
        label: 'drill',
      })
      const ends: string[] = []
      for (let charge = 1; charge <= CHARGES; charge++) {
        const idempotencyKey = randomUUID()
        for (let attempt = 1; ; attempt++) {
          const end = await this.#charge(proxy.url, key.vault_key, idempotencyKey)
          if (end !== null || attempt === ATTEMPTS_MAX) {
            ends.push(end ?? 'no final answer')
            break
          }
          if (await hasEnded(proxy)) {
            if (restartedMs !== 0) throw new Error('the proxy ended a second time')
            const startedMs = performance.now()
            proxy = await this.#start({})
            restartedMs = Math.round(performance.now() - startedMs)
          }
        }
      }
      return await this.#judge(proxy, key.id, ends, restartedMs)
    } finally {
      await proxy.stop()
    }
  }

  #start(more: Readonly<Record<string, string>>): Promise<Proxy> {
    return startProxy(this.#dataDir, {
      KEYBRAKE_ADMIN_KEY: this.#adminKey,
      STRIPE_SECRET_KEY: this.#sandbox.credentials.stripe.secret_key,
      KEYBRAKE_STRIPE_UPSTREAM: this.#sandbox.urls.stripe,
      ...more,
    })
  }

  #client({ url }: Proxy): Keybrake {
    return new Keybrake({ url, apiKey: this.#adminKey })
  }

  /** As an SDK does it: again with the same idempotency key, until the answer is final. Null: not yet. */
  async #charge(url: string, bearer: string, idempotencyKey: string): Promise<string | null> {
    const form = {
      amount: `${CHARGE_USD * 100}`,
      currency: 'usd',
      customer: this.#customer,
      confirm: 'true',
      payment_method: 'pm_card_visa',
    }
    try {
      const answer = await fetch(`${url}/stripe/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': idempotencyKey },
        body: new URLSearchParams(form),
      })
      await answer.arrayBuffer()
      const isFinal =
        answer.headers.get('stripe-should-retry') !== 'true' && answer.status !== 409 && answer.status < 500
      if (isFinal) return answer.headers.get('keybrake-code') ?? (answer.ok ? 'charged' : `status ${answer.status}`)
    } catch {
      // The proxy died with the call: what an SDK sees as a broken connection.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    return null
  }

  async #judge(proxy: Proxy, keyId: string, ends: readonly string[], restartedMs: number): Promise<RoundResult> {
    const client = this.#client(proxy)
    const expect = (holds: boolean, what: string): void => void (holds || this.#faults.push(what))
    const executed = this.#sandbox.executed({ vendor: 'stripe', customer: this.#customer })
    const movedCents = executed.reduce((sum, { added }) => sum + BigInt(added), 0n)
    const line = (await client.keys.read(keyId)).budgets.find(({ window }) => window === 'total')
    const countedCents = BigInt(Math.round(((line?.spent_usd ?? 0) + (line?.held_usd ?? 0)) * 100))
    expect(restartedMs > 0, 'the proxy was not killed')
    expect(movedCents <= BigInt(CAP_USD * 100), `the vendor executed ${movedCents} cents: more than the cap`)
    expect(countedCents >= movedCents, `${movedCents} cents were moved and ${countedCents} counted`)
    expect(countedCents <= BigInt(CAP_USD * 100), `${countedCents} cents are counted: more than the cap`)
    expect(ends.join() === 'charged,charged,cap_exhausted', `the charges ended as ${ends.join(', ')}`)
    expect(
      new Set(executed.map(({ idempotencyKey }) => idempotencyKey)).size === executed.length,
      'a charge was executed twice',
    )
    for (const { id, metadata } of executed) {
      const found = await client.audit.read(metadata['keybrake_call'] ?? '').then(
        () => true,
        () => false,
      )
      expect(found, `the charge ${id} has no row in the audit log`)
    }
    await proxy.stop()
    const report = await verifyFolder({ KEYBRAKE_DATA_DIR: this.#dataDir }, [])
    expect(report.ok, `the books do not verify: ${report.fault ?? ''}`)
    return {
      killedAt: this.#point,
      executed: executed.length,
      movedUsd: Number(movedCents) / 100,
      countedUsd: Number(countedCents) / 100,
      restartedMs,
      faults: this.#faults,
    }
  }
}

/** A connection that broke may have broken without the proxy. */
const hasEnded = ({ ended }: Proxy): Promise<boolean> =>
  Promise.race([ended.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 500))])
