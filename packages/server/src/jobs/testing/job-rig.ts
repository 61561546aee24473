/** The jobs over a real store, real simulated vendors and a clock that a test moves; calls go to the vendor by hand. */
import { type BudgetLine, instant, type Instant, type MicroUsd, parseUsd } from '@keybrake/core'
import type { CallRow, Store } from '@keybrake/ledger'
import { type Sandbox, type SandboxOptions, startSandbox } from '@keybrake/sandbox'
import { adapters } from '@keybrake/vendors/all'
import { pino } from 'pino'
import { systemClock } from '../../clock.ts'
import { newId } from '../../ids.ts'
import { createMetrics } from '../../metrics.ts'
import { putSandbox } from '../../start/connections.ts'
import { ACTOR, issueKey, tempStore } from '../../start/testing/temp-store.ts'
import { LiveConnections } from '../../upstream/live-connections.ts'
import { open } from '../../vault/envelope.ts'
import { LatePrices } from '../late-prices.ts'
import { LostCalls } from '../lost-calls.ts'
import { questions } from '../questions.ts'

const DAYS_400_MS = 400 * 86_400_000

export interface NewCall {
  readonly vendor: 'stripe' | 'twilio'
  readonly operation: string
  readonly path: string
  readonly amount: string
  readonly request?: Readonly<Record<string, string>>
  /** Under an idempotency key that the vendor honours, by its name. */
  readonly claim?: string
}

export class JobRig implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly store: Store
  readonly connections: LiveConnections
  readonly metrics = createMetrics('0.0.0', false)
  readonly latePrices: LatePrices
  readonly lostCalls: LostCalls
  readonly logged: string[] = []
  readonly #keys: ReadonlyMap<string, { readonly id: string; readonly revision: number }>
  readonly #close: () => Promise<void>
  /** Of the machine at first: the simulated vendors have no other. */
  at: Instant = systemClock.now()

  static async start(options: SandboxOptions = {}): Promise<JobRig> {
    const sandbox = await startSandbox(options)
    const temp = await tempStore()
    const { store, keyring } = temp
    const connections = new LiveConnections({
      adapters,
      unseal: (name, envelope) => open(keyring.sealing, name, envelope),
      load: (name) => store.registry.connection(name),
      originOptions: { connectMsMax: 1_000, idleMsMax: 1_000 },
      onSecret: () => undefined,
    })
    const keys = new Map<string, { readonly id: string; readonly revision: number }>()
    for (const vendor of ['stripe', 'twilio'] as const) {
      const wanted = { vendor, url: sandbox.urls[vendor], fields: sandbox.credentials[vendor] }
      await putSandbox(store.registry, keyring, wanted, ACTOR.at)
      await connections.refresh(vendor)
      const { id } = await issueKey(temp, vendor)
      const expiresAt = instant(systemClock.now() + DAYS_400_MS)
      const changed = await store.registry.changeKey(ACTOR, { keyId: id, expiresAt, revision: 1 })
      if (changed.status !== 'changed') throw new Error(`the key was not changed: ${changed.status}`)
      keys.set(vendor, { id, revision: changed.key.revision })
    }
    return new JobRig(sandbox, store, connections, keys, async () => {
      await connections.close()
      await temp[Symbol.asyncDispose]()
      await sandbox.close()
    })
  }

  private constructor(
    sandbox: Sandbox,
    store: Store,
    connections: LiveConnections,
    keys: ReadonlyMap<string, { readonly id: string; readonly revision: number }>,
    close: () => Promise<void>,
  ) {
    this.sandbox = sandbox
    this.store = store
    this.connections = connections
    this.#keys = keys
    this.#close = close
    const { ledger, audit } = store
    const clock = { now: () => this.at, elapsedMs: () => systemClock.elapsedMs() }
    const log = pino({ level: 'info' }, { write: (line) => this.logged.push(line) })
    const asking = questions(this.metrics, 0)
    const parts = { ledger, audit, connections, questions: asking, clock, metrics: this.metrics, log }
    this.latePrices = new LatePrices(parts)
    this.lostCalls = new LostCalls(parts)
  }

  pass(ms: number): void {
    this.at = instant(this.at + ms)
  }

  /** Answers with the call's id and the one that the vendor is to be told. */
  async admit({ vendor, operation, path, amount, request = {}, claim }: NewCall) {
    const key = this.#keys.get(vendor)
    if (key === undefined) throw new Error(`no key for ${vendor}`)
    const callId = newId('call')
    const result = await this.store.ledger.admit({
      at: this.at,
      callId,
      keyId: key.id,
      keyRevision: key.revision,
      connection: vendor,
      connectionRevision: 1,
      vendor,
      claim:
        claim === undefined
          ? null
          : { identity: claim, fingerprint: 'same', endsAt: instant(this.at + 23 * 3_600_000), onUnknown: 'adopt' },
      observed: null,
      facts: JSON.stringify({ vendor, connection: vendor, operation, path, method: 'POST', request }),
      cost: { kind: 'known', amount: usd(amount), object: null },
      moneyClass: null,
      entered: false,
    })
    if (result.status !== 'admitted') throw new Error(`not admitted: ${result.status}`)
    return { callId, mark: result.firstCallId }
  }

  lose(callId: string) {
    return this.store.ledger.markUnknown({ at: this.at, callId, facts: '{"error":"reset"}' })
  }

  /** Sent to the simulated vendor as the proxy would: with the real secret. Answers with its JSON. */
  async send(vendor: 'stripe' | 'twilio', path: string, form: Readonly<Record<string, string>>) {
    const { stripe, twilio } = this.sandbox.credentials
    const authorization =
      vendor === 'stripe'
        ? `Bearer ${stripe.secret_key}`
        : `Basic ${Buffer.from(`${twilio.account_sid}:${twilio.auth_token}`).toString('base64')}`
    const answer = await fetch(this.sandbox.urls[vendor] + path, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    })
    const json = (await answer.json()) as Readonly<Record<string, unknown>>
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(json)}`)
    return json
  }

  async row(callId: string): Promise<CallRow> {
    const row = await this.store.audit.call(callId)
    if (row === null) throw new Error(`no row of ${callId}`)
    return row
  }

  /** Spent and held in total by the vendor's key. */
  async counted(vendor: 'stripe' | 'twilio'): Promise<Pick<BudgetLine, 'spent' | 'held'>> {
    const found = await this.store.registry.key(this.#keys.get(vendor)?.id ?? '', this.at)
    const line = found?.lines.find(({ window }) => window === 'total')
    if (line === undefined) throw new Error(`no total of ${vendor}`)
    return { spent: line.spent, held: line.held }
  }

  /** Paths that the vendor heard, without their query, oldest first. */
  heard(vendor: 'stripe' | 'twilio', method: string): readonly string[] {
    const heard = this.sandbox.heard().filter((one) => one.vendor === vendor && one.method === method)
    return heard.map(({ url }) => url.split('?')[0] ?? '')
  }

  async metric(name: string): Promise<readonly string[]> {
    return (await this.metrics.text()).split('\n').filter((line) => line.startsWith(name))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

export function usd(text: string): MicroUsd {
  const amount = parseUsd(text, 'up')
  if (amount === null) throw new Error(`${text} is no amount`)
  return amount
}

/** A round that is not stopped. */
export const GOES_ON = (): boolean => false
