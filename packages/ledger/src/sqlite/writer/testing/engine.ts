/** The writer without its queue and its syncs, on real files: a test says what is in one commit, and when the process dies. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { instant, microUsd } from '@keybrake/core'
import type { Admit, CloseResult, Ledger, Settle } from '../../../ledger.ts'
import type { IssueKey, NewBudget } from '../../../registry.ts'
import { JournalReader } from '../../journal/reader.ts'
import { journalDir } from '../../journal/segments.ts'
import type { Command, Draft } from '../commits.ts'
import { openDatabase } from '../database.ts'
import { type OpenLedger, openLedger } from '../open.ts'
import { REDO_BOUNDS, type RedoBounds } from '../redo.ts'
import type { registryVerbs } from '../registry/index.ts'
import { ROW_READERS } from '../verb.ts'

export const AT = instant(Date.parse('2026-03-02T09:30:00Z'))
export const USD = 1_000_000n

const ACTOR = { principalId: 'admin', at: AT, address: null }

export class Engine {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'keybrake-writer-'))
  readonly #bounds: RedoBounds
  #db: DatabaseSync
  #ledger: OpenLedger
  /** The disk is full: the journal takes nothing. */
  isFull = false
  /** The process dies behind the journal's next record, before the rows of its commit. */
  #diesBeforeRows = false

  constructor(bounds: Partial<RedoBounds> = {}) {
    this.#bounds = { ...REDO_BOUNDS, ...bounds }
    this.#db = openDatabase(this.dataDir)
    this.#ledger = this.#open()
    const connection = { name: 'stripe', vendor: 'stripe', secret: null, secretRef: 'ref', budgetId: 'bud_stripe' }
    this.commit(['createConnection', [ACTOR, { ...connection, sandbox: false, document: '{}' }, {}]])
  }

  #open(): OpenLedger {
    const ledger = openLedger(this.#db, this.dataDir, this.#bounds)
    const { journal } = ledger
    const append = journal.append.bind(journal)
    journal.append = (commit) => {
      if (this.isFull) throw new Error('full')
      return append(commit)
    }
    return ledger
  }

  /** The process dies after its last commit and the next one opens the folder, in the same breath or with calls to recover. */
  die({ recovers = true } = {}): void {
    this.#ledger.journal.close()
    this.#db.close()
    this.#db = openDatabase(this.dataDir)
    this.#ledger = this.#open()
    if (recovers) this.commit(['recover', [[0]]])
  }

  /** The process dies when the journal has this commit and its rows are not committed. */
  dieBeforeRows(...commands: readonly Command[]): void {
    this.#diesBeforeRows = true
    this.#run(commands)
    this.#diesBeforeRows = false
    this.die()
  }

  /** Does something while a commit waits for its sync. */
  commitAround(meanwhile: () => void, ...commands: readonly Command[]): void {
    const { commits } = this.#ledger
    const { draft } = commits.run(commands)
    if (draft === null) throw new Error('nothing was committed')
    commits.append(draft)
    meanwhile()
    commits.keep(draft)
  }

  #run(commands: readonly Command[]): readonly unknown[] {
    if (commands[0] !== undefined && ROW_READERS.has(commands[0][0])) this.tidy()
    const { commits, unit } = this.#ledger
    const commit = commits.run(commands)
    const failure = commit.draft === null ? null : this.#append(commit.draft)
    if (this.#diesBeforeRows) return []
    if (failure !== null) return commands.map(() => failure)
    if (commit.draft !== null) commits.keep(commit.draft)
    try {
      if (unit.redo.isDue) this.#writeRows(64)
    } catch {
      // As in the writer: the journal has everything.
    }
    return commit.answers.map((answer) => ('error' in answer ? new Error(answer.error) : answer.ok))
  }

  #append(draft: Draft): Error | null {
    try {
      this.#ledger.commits.append(draft)
      return null
    } catch (error) {
      this.#ledger.commits.abandon()
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Brings all rows up to date. */
  tidy(): void {
    while (this.behind > 0) this.#writeRows(Number.POSITIVE_INFINITY)
  }

  /** Writes a few rows of those that are behind. */
  writeSome(count: number): void {
    this.#writeRows(count)
  }

  #writeRows(max: number): void {
    this.#ledger.unit.redo.write(max, this.#ledger.unit.mark)
  }

  /** Records whose rows are behind. */
  get behind(): number {
    return this.#ledger.unit.redo.behind
  }

  /** One commit. Answers with what each command got; an error is a text. */
  tryCommit(...commands: readonly Command[]): readonly unknown[] {
    return this.#run(commands).map((answer) => (answer instanceof Error ? answer.message : answer))
  }

  /** One commit in which nothing may fail. */
  commit(...commands: readonly Command[]): readonly unknown[] {
    return this.#run(commands).map((answer) => {
      if (answer instanceof Error) throw answer
      return answer
    })
  }

  /** Appends a commit to the journal past the writer. */
  append(redo: string): void {
    this.#ledger.journal.append({ clock: AT, hasRows: false, redo, entries: '' })
  }

  /** Redo lines of all commits in the journal. */
  get redo(): readonly string[] {
    const reader = new JournalReader(journalDir(this.dataDir), 0)
    const lines: string[] = []
    for (let record = reader.read(); record !== null; record = reader.read()) lines.push(record.redo)
    reader.close()
    return lines
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

  rows(table: 'holds' | 'attempts' | 'keys'): number {
    const row = this.#db.prepare(`SELECT count(*) AS n FROM ${table}`).get()
    return row?.['n'] as number
  }

  /** The file itself, past the writer. */
  get db(): DatabaseSync {
    return this.#db
  }

  close(): void {
    this.#ledger.journal.close()
    this.#db.close()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

export function admitting(keyId: string, callId: string, usd: bigint, change: Partial<Admit> = {}): Command {
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

export function settling(callId: string, usd: bigint, change: Partial<Settle> = {}): Command {
  const actual = microUsd(usd * USD)
  return [
    'settle',
    [{ at: AT, callId, facts: '{}', actual, object: null, givesBack: false, replayed: false, ...change }],
  ]
}

export const stateOf = (answer: unknown): string => (answer as CloseResult & { readonly state?: string }).state ?? ''
