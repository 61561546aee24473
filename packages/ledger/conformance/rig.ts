/** A store with one connection, keys on demand and a clock that a test moves. */
import { ok } from 'node:assert/strict'
import {
  cappedClasses,
  type Caps,
  type ClassCaps,
  DAY_MS,
  type Instant,
  instant,
  type MicroUsd,
  parseUsd,
} from '@keybrake/core'
import type {
  Actor,
  Admit,
  AdmitResult,
  Claim,
  CloseResult,
  IssueKey,
  KeyRecord,
  NewBudget,
  NewClassBudget,
  Release,
  Settle,
  Store,
} from '../src/index.ts'

export type OpenStore = (folder?: string) => Promise<Store>

export const START = instant(Date.parse('2026-03-02T09:30:00Z'))

export function usd(text: string): MicroUsd {
  const amount = parseUsd(text, 'up')
  ok(amount !== null)
  return amount
}

export interface KeyOptions {
  readonly caps?: Caps
  readonly classes?: ClassCaps
  readonly run?: { readonly label: string; readonly caps: Caps }
  readonly named?: readonly string[]
  readonly change?: Partial<IssueKey['key']>
}

let rigs = 0

export class Rig {
  readonly store: Store
  at: Instant = START
  #count = 0
  /** Part of every name it gives; set it where several processes share a folder. */
  prefix: string

  private constructor(store: Store) {
    this.store = store
    this.prefix = `${++rigs}`
  }

  /** Opens a store; a fresh one gets the connection `stripe`, with these caps on its budget. */
  static async open(openStore: OpenStore, folder?: string, connectionCaps: Caps = {}): Promise<Rig> {
    const rig = new Rig(await openStore(folder))
    if ((await rig.store.registry.connection('stripe')) === null) {
      const connection = { name: 'stripe', vendor: 'stripe', secret: null, secretRef: 'ref', budgetId: 'bud-stripe' }
      await rig.store.registry.createConnection(
        rig.actor,
        { ...connection, sandbox: false, document: '{}' },
        connectionCaps,
      )
    }
    return rig
  }

  get ledger(): Store['ledger'] {
    return this.store.ledger
  }

  get actor(): Actor {
    return { principalId: 'admin', at: this.at, address: null }
  }

  /** A name that no other test of this process used. */
  name(kind: string): string {
    return `${kind}_${this.prefix}_${String(++this.#count).padStart(6, '0')}`
  }

  pass(ms: number): void {
    this.at = instant(this.at + ms)
  }

  budget(kind: NewBudget['kind'], name: string, caps: Caps): NewBudget {
    return { id: this.name('bud'), kind, name, caps, anchor: this.at, dayReset: { kind: 'anchored' }, run: null }
  }

  async issue(options: KeyOptions = {}): Promise<KeyRecord> {
    const result = await this.store.registry.issueKey(this.actor, this.issueCommand(options))
    ok(result.status === 'issued', `issuing answered ${result.status}`)
    return result.key
  }

  issueCommand(options: KeyOptions = {}): IssueKey {
    const id = this.name('key')
    const { run } = options
    const owner = { principalId: 'admin', connection: 'stripe', label: run?.label ?? '' }
    const key = {
      id,
      lookup: `lookup_${id}`,
      mac: 'mac',
      principalId: 'admin',
      connection: 'stripe',
      label: null,
      run: run?.label ?? null,
      createdAt: this.at,
      expiresAt: instant(this.at + 400 * DAY_MS),
      maxPerCall: null,
      maxCalls: null,
      maxConcurrentCalls: null,
      rateLimit: null,
      observe: false,
      document: '{}',
      ...options.change,
    }
    return {
      key,
      ownBudget: this.budget('key', `key:${id}`, options.caps ?? {}),
      classBudgets: this.classBudgets(id, options.classes ?? {}),
      runBudget: run === undefined ? null : { ...this.budget('run', `run:${run.label}`, run.caps), run: owner },
      namedBudgets: options.named ?? [],
      otherBudgetIds: ['bud-stripe'],
      requireCap: false,
      limits: { maxOutstanding: null, keysPerMinute: null },
      idempotency: null,
    }
  }

  classBudgets(keyId: string, classes: ClassCaps): readonly NewClassBudget[] {
    return cappedClasses(classes).map(([moneyClass, caps]) => ({
      moneyClass,
      budget: this.budget('key', `key:${keyId}:${moneyClass}`, caps),
    }))
  }

  command(key: KeyRecord, amount: string | null, change: Partial<Admit> = {}): Admit {
    return {
      at: this.at,
      callId: this.name('call'),
      keyId: key.id,
      keyRevision: key.revision,
      connection: 'stripe',
      connectionRevision: 1,
      vendor: 'stripe',
      claim: null,
      observed: null,
      facts: JSON.stringify({ vendor: 'stripe', operation: 'payment_intents.create', principal: 'admin' }),
      entered: false,
      moneyClass: null,
      cost: amount === null ? { kind: 'free' } : { kind: 'known', amount: usd(amount), object: null },
      ...change,
    }
  }

  /** Admits a call that must be admitted. */
  async admit(key: KeyRecord, amount: string | null, change: Partial<Admit> = {}): Promise<Admitted> {
    const command = this.command(key, amount, change)
    const result = await this.ledger.admit(command)
    ok(result.status === 'admitted', `expected an admission, got ${JSON.stringify(result, bigintText)}`)
    return { ...result, callId: command.callId }
  }

  /** Tries to admit and answers with the refusal's code, or `admitted`. */
  async code(key: KeyRecord, amount: string | null, change: Partial<Admit> = {}): Promise<string> {
    const result = await this.ledger.admit(this.command(key, amount, change))
    return result.status === 'refused' ? result.code : result.status
  }

  /** A call that names a vendor object. */
  naming(object: string, amount: string): Partial<Admit> {
    return { cost: { kind: 'known', amount: usd(amount), object } }
  }

  settle(callId: string, actual: string, change: Partial<Settle> = {}): Promise<CloseResult> {
    const facts = '{"status":200}'
    const settle = { at: this.at, callId, facts, actual: usd(actual), object: null, givesBack: false, replayed: false }
    return this.ledger.settle({ ...settle, ...change })
  }

  release(callId: string, proof: Release['proof'], change: Partial<Release> = {}): Promise<CloseResult> {
    return this.ledger.release({
      at: this.at,
      callId,
      facts: '{}',
      proof,
      endsUnknown: false,
      replayed: false,
      ...change,
    })
  }

  lose(callId: string): Promise<CloseResult> {
    return this.ledger.markUnknown({ at: this.at, callId, facts: '{"error":"timeout"}' })
  }

  claim(change: Partial<Claim> = {}): Claim {
    const claim = { identity: this.name('identity'), fingerprint: 'same', endsAt: instant(this.at + 23 * 3_600_000) }
    return { ...claim, onUnknown: 'adopt', ...change }
  }

  /** `spent+held` of a window in USD, for short assertions. */
  async count(budgetId: string, window: 'hour' | 'day' | 'month' | 'total' = 'total'): Promise<string> {
    const budget = await this.store.registry.budget(budgetId, this.at)
    ok(budget !== null, `no budget ${budgetId}`)
    const { spent, held } = budget.counters[window]
    return `${inUsd(spent)}+${inUsd(held)}`
  }
}

export type Admitted = Extract<AdmitResult, { status: 'admitted' }> & { readonly callId: string }

export const own = (key: KeyRecord): string => key.budgetIds[0] ?? ''

const inUsd = (amount: bigint): string => `${Number(amount) / 1_000_000}`

export const bigintText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Runs one test against a fresh store and checks at its end that every counter equals its rows. */
export async function withRig(openStore: OpenStore, run: (rig: Rig) => Promise<void>, caps?: Caps): Promise<void> {
  const rig = await Rig.open(openStore, undefined, caps)
  try {
    await run(rig)
    const differences = await rig.ledger.verify()
    ok(differences.length === 0, JSON.stringify(differences))
  } finally {
    await rig.store.close()
  }
}
