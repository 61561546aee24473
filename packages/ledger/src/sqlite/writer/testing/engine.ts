/** The writer without its thread, on a real file: a test says what is in one commit, and when the process dies. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { instant, microUsd } from '@keybrake/core'
import type { Admit, CloseResult, Ledger, Settle } from '../../../ledger.ts'
import type { IssueKey, NewBudget } from '../../../registry.ts'
import type { WireCommand } from '../../protocol.ts'
import { type AnyVerb, Batches } from '../batch.ts'
import { openDatabase } from '../database.ts'
import { houseVerbs } from '../house.ts'
import { moneyVerbs } from '../money/index.ts'
import { recover } from '../money/recover.ts'
import { REDO_BOUNDS, type RedoBounds } from '../redo.ts'
import { registryVerbs } from '../registry/index.ts'
import { Unit } from '../unit.ts'

export const AT = instant(Date.parse('2026-03-02T09:30:00Z'))
export const USD = 1_000_000n

const ACTOR = { principalId: 'admin', at: AT, address: null }

export class Engine {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'keybrake-writer-'))
  readonly #bounds: RedoBounds
  #db: DatabaseSync
  #batches: Batches

  constructor(bounds: Partial<RedoBounds> = {}) {
    this.#bounds = { ...REDO_BOUNDS, ...bounds }
    const { db, batches } = this.#open()
    this.#db = db
    this.#batches = batches
    const connection = { name: 'stripe', vendor: 'stripe', secret: null, secretRef: 'ref', budgetId: 'bud_stripe' }
    this.commit(['createConnection', [ACTOR, { ...connection, sandbox: false, document: '{}' }, {}]])
  }

  #open(): { readonly db: DatabaseSync; readonly batches: Batches } {
    const db = openDatabase(this.dataDir, null)
    const verbs = { ...houseVerbs, ...moneyVerbs, ...registryVerbs, recover }
    const unit = Unit.open(db, this.#bounds)
    return { db, batches: new Batches(db, unit, new Map(Object.entries(verbs) as [string, AnyVerb][])) }
  }

  /** The process dies after its last commit and the next one opens the folder, in the same breath or with calls to recover. */
  die({ recovers = true } = {}): void {
    this.#db.close()
    const { db, batches } = this.#open()
    this.#db = db
    this.#batches = batches
    if (recovers) this.commit(['recover', []])
  }

  /** One commit. Answers with what each command got; an error is a text. */
  tryCommit(...commands: readonly WireCommand[]): readonly unknown[] {
    return this.#batches.run(commands).answers.map((answer) => ('error' in answer ? answer.error : answer.ok))
  }

  /** One commit in which nothing may fail. */
  commit(...commands: readonly WireCommand[]): readonly unknown[] {
    return this.#batches.run(commands).answers.map((answer) => {
      if ('error' in answer) throw new Error(answer.error)
      return answer.ok
    })
  }

  issue(id: string): void {
    const own: NewBudget = {
      id: `bud_${id}`,
      kind: 'key',
      name: `key:${id}`,
      caps: { total: microUsd(1_000_000n * USD) },
      anchor: AT,
      dayReset: { kind: 'anchored' },
      run: null,
    }
    const limits = { maxPerCall: null, maxCalls: null, maxConcurrentCalls: null, rateLimit: null, observe: false }
    const names = { id, lookup: id, mac: 'mac', principalId: 'admin', connection: 'stripe', label: null, run: null }
    const command: IssueKey = {
      key: { ...names, ...limits, createdAt: AT, expiresAt: instant(AT + 3_600_000), document: '{}' },
      ownBudget: own,
      runBudget: null,
      namedBudgets: [],
      otherBudgetIds: [],
      requireCap: false,
      limits: { maxOutstanding: null, keysPerMinute: null },
      idempotency: null,
    }
    this.commit(['issueKey', [ACTOR, command]])
  }

  /** What the key's budget counts, as `spent+held` in USD. */
  counted(keyId: string): string {
    const [budget] = this.commit(['budget', [`bud_${keyId}`, AT]]) as [Awaited<ReturnType<typeof registryVerbs.budget>>]
    const { spent = 0n, held = 0n } = budget?.counters.total ?? {}
    return `${spent / USD}+${held / USD}`
  }

  /** Differences between counters and holds. Writes every row, as it reads them. */
  differences(): Awaited<ReturnType<Ledger['verify']>> {
    return this.commit(['verify', []])[0] as Awaited<ReturnType<Ledger['verify']>>
  }

  rows(table: 'redo' | 'holds' | 'attempts' | 'outbox'): number {
    const row = this.#db.prepare(`SELECT count(*) AS n FROM ${table}`).get()
    return row?.['n'] as number
  }

  /** The file itself, past the writer. */
  get db(): DatabaseSync {
    return this.#db
  }

  close(): void {
    this.#db.close()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

export function admitting(keyId: string, callId: string, usd: bigint, change: Partial<Admit> = {}): WireCommand {
  const command: Admit = {
    at: AT,
    callId,
    keyId,
    keyRevision: 1,
    connection: 'stripe',
    connectionRevision: 1,
    vendor: 'stripe',
    claim: null,
    observed: null,
    facts: '{}',
    entered: false,
    moneyClass: null,
    cost: { kind: 'known', amount: microUsd(usd * USD), object: null },
    ...change,
  }
  return ['admit', [command]]
}

export function settling(callId: string, usd: bigint, change: Partial<Settle> = {}): WireCommand {
  const actual = microUsd(usd * USD)
  return [
    'settle',
    [{ at: AT, callId, facts: '{}', actual, object: null, givesBack: false, replayed: false, ...change }],
  ]
}

export const stateOf = (answer: unknown): string => (answer as CloseResult & { readonly state?: string }).state ?? ''
