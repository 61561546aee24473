/** One file of the log, open: its statements and the few reads that everything else is made of. */
import { readFileSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Bundles } from './bundle.ts'
import type { Hash } from './chain.ts'
import { packDecision, packSeqs, packState, unpackDecision, unpackSeqs, unpackState } from './columns.ts'
import type { CallFold, Group } from './fold.ts'
import type { Head } from './head.ts'
import { bucketOf, findPairs } from './pairs.ts'

const SCHEMA_VERSION = 1
const SCHEMA = readFileSync(new URL('./segment.sql', import.meta.url), 'utf8')

export interface StoredEntry {
  readonly seq: number
  readonly hash: Hash
  readonly line: string
}

/** The row of a call as stored: what filters test before any entry is read. */
export interface StoredCall {
  readonly seq: number
  readonly time: number
  readonly callGroup: number
  readonly decision: string
  readonly code: string | null
  readonly state: string | null
  readonly status: number | null
  readonly reserved: bigint
  readonly cost: bigint
  readonly count: number
  readonly countSeq: number
  readonly later: readonly number[]
}

export interface BlockRange {
  readonly block: number
  readonly timeMin: number
  readonly timeMax: number
}

type Row = Record<string, unknown>

export const CALL_COLUMNS = `seq, time, call_group, decision, code, state, status, CAST(reserved AS TEXT) AS reserved,
    CAST(cost AS TEXT) AS cost, count, count_seq, later`

const PREPARED = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  addGroup:
    'INSERT INTO call_groups (key, label, run, principal, vendor, operation, money_class) VALUES (?, ?, ?, ?, ?, ?, ?)',
  groupId: `SELECT id FROM call_groups WHERE key = ? AND label IS ? AND run IS ? AND principal IS ? AND vendor IS ? AND operation IS ?
      AND money_class IS ?`,
  group: `SELECT key, label, run, principal, vendor, operation, money_class AS moneyClass
    FROM call_groups WHERE id = ?`,
  putCall: `INSERT INTO calls (seq, time, call_group, decision, code, state, status, reserved, cost, count,
      count_seq, later) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (seq) DO UPDATE SET state = excluded.state, status = excluded.status, cost = excluded.cost,
      count = excluded.count, count_seq = excluded.count_seq, later = excluded.later`,
  call: `SELECT ${CALL_COLUMNS} FROM calls WHERE seq = ?`,
  calls: `SELECT ${CALL_COLUMNS} FROM calls WHERE seq BETWEEN ? AND ?`,
  callCount: 'SELECT count(*) AS n FROM calls',
  adminCount: 'SELECT count(*) AS n FROM admin',
  spendCount: 'SELECT count(*) AS n FROM spend',
  adminRow: 'SELECT time, principal FROM admin WHERE seq = ?',
  block: 'SELECT time_min, time_max FROM blocks WHERE block = ?',
  bucketCount: 'SELECT count(*) AS n FROM postings WHERE bucket BETWEEN ? AND ?',
  addAdmin: 'INSERT INTO admin (seq, time, principal) VALUES (?, ?, ?)',
  putSpend: `INSERT INTO spend (hour, call_group, calls, spent, held, budgets) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (hour, call_group) DO UPDATE SET calls = excluded.calls, spent = excluded.spent, held = excluded.held,
      budgets = excluded.budgets`,
  spend: `SELECT calls, CAST(spent AS TEXT) AS spent, CAST(held AS TEXT) AS held, budgets
    FROM spend WHERE hour = ? AND call_group = ?`,
  addBucket: 'INSERT INTO postings (bucket, pairs) VALUES (?, ?)',
  bucket: 'SELECT pairs FROM postings WHERE bucket = ?',
  addBlock: 'INSERT INTO blocks (block, time_min, time_max) VALUES (?, ?, ?)',
  blocks: 'SELECT block, time_min, time_max FROM blocks ORDER BY block DESC',
  putHead: `INSERT INTO head (one, chain, first_seq, first_hash, batch, seq, hash, calls, time_min, time_max, mac)
    VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET batch = excluded.batch, seq = excluded.seq, hash = excluded.hash,
      calls = excluded.calls, time_min = excluded.time_min, time_max = excluded.time_max, mac = excluded.mac`,
} as const

export class Segment {
  readonly name: string
  readonly db: DatabaseSync
  readonly bundles = new Bundles(this)
  readonly #statements = new Map<string, StatementSync>()

  /** Opens or makes the file; `snapshot` reads one moment of it. Throws where a newer version of the product wrote it. */
  constructor(path: string, name: string, mode: 'write' | 'snapshot' = 'write') {
    this.name = name
    this.db = new DatabaseSync(path, { readOnly: mode === 'snapshot' })
    this.db.exec('PRAGMA busy_timeout = 2000; PRAGMA cache_size = -16000')
    if (mode === 'snapshot') {
      this.db.exec('BEGIN')
      return
    }
    this.db.exec(
      'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000',
    )
    const version = (this.db.prepare('PRAGMA user_version').get() as Row)['user_version'] as number
    if (version > SCHEMA_VERSION) throw new Error(`audit file ${name} was written by a newer version of Keybrake`)
    if (version === 0) this.#create()
  }

  #create(): void {
    this.db.exec('BEGIN IMMEDIATE')
    this.db.exec(SCHEMA)
    this.db.exec('COMMIT')
  }

  /** A statement that is prepared once, when first used. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text)
      this.#statements.set(text, statement)
    }
    return statement
  }

  run(name: keyof typeof PREPARED, ...values: (string | number | bigint | Uint8Array | null)[]): number {
    return this.sql(PREPARED[name]).run(...values).lastInsertRowid as number
  }

  get(name: keyof typeof PREPARED, ...values: (string | number | null)[]): Row | undefined {
    return this.sql(PREPARED[name]).get(...values)
  }

  head(): { readonly head: Head; readonly mac: Uint8Array } | null {
    const row = this.sql('SELECT * FROM head').get()
    if (row === undefined) return null
    const head: Head = {
      chain: row['chain'] as string,
      firstSeq: row['first_seq'] as number,
      firstHash: row['first_hash'] as string,
      batch: row['batch'] as number,
      seq: row['seq'] as number,
      hash: row['hash'] as string,
      calls: row['calls'] as number,
      timeMin: row['time_min'] as number,
      timeMax: row['time_max'] as number,
    }
    return { head, mac: row['mac'] as Uint8Array }
  }

  putHead(head: Head, mac: Uint8Array): void {
    this.run(
      'putHead',
      head.chain,
      head.firstSeq,
      head.firstHash,
      head.batch,
      head.seq,
      head.hash,
      head.calls,
      head.timeMin,
      head.timeMax,
      mac,
    )
  }

  call(seq: number): StoredCall | null {
    const row = this.get('call', seq)
    return row === undefined ? null : storedCall(row)
  }

  putCall(fold: CallFold, groupId: number): void {
    const { seq, time, decision, code, state, status, reserved, cost, count, countSeq, later } = fold
    this.run(
      'putCall',
      seq,
      time,
      groupId,
      packDecision(decision),
      code,
      packState(state),
      status,
      reserved,
      cost,
      count,
      countSeq,
      packSeqs(later),
    )
  }

  /** Rows of the calls that began in a range of entries, both ends included, by seq. */
  callsBetween(first: number, last: number): ReadonlyMap<number, StoredCall> {
    const rows = this.sql(PREPARED.calls).all(first, last)
    return new Map(rows.map((row) => [row['seq'] as number, storedCall(row)]))
  }

  group(id: number): Group | null {
    return (this.get('group', id) as unknown as Group | undefined) ?? null
  }

  /** Seqs of the entries of a full block that have the term, rising. */
  postings(block: number, term: number): readonly number[] {
    const row = this.get('bucket', bucketOf(block, term))
    return row === undefined ? [] : findPairs(row['pairs'] as Uint8Array, block, term)
  }

  /** Full blocks, newest first. */
  blocks(): readonly BlockRange[] {
    return this.sql(PREPARED.blocks)
      .all()
      .map((row) => ({
        block: row['block'] as number,
        timeMin: row['time_min'] as number,
        timeMax: row['time_max'] as number,
      }))
  }

  close(): void {
    this.#statements.clear()
    this.db.close()
  }
}

export function storedCall(row: Row): StoredCall {
  return {
    seq: row['seq'] as number,
    time: row['time'] as number,
    callGroup: row['call_group'] as number,
    decision: unpackDecision(row['decision'] as number),
    code: row['code'] as string | null,
    state: unpackState(row['state'] as number | string | null),
    status: row['status'] as number | null,
    reserved: BigInt(row['reserved'] as string),
    cost: BigInt(row['cost'] as string),
    count: row['count'] as number,
    countSeq: row['count_seq'] as number,
    later: unpackSeqs(row['later'] as number | string | null),
  }
}
