/** One file of the log, open: its statements and the few reads that everything else is made of. */
import { readFileSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Bundles } from './bundle.ts'
import { CallRows } from './call-rows.ts'
import type { Hash } from './chain.ts'
import { EntryText, entryTextOf } from './entry-text.ts'
import type { Group } from './fold.ts'
import type { Head } from './head.ts'
import { bucketOf, findPairs } from './pairs.ts'
import type { StoredCall } from './stored-call.ts'

const SCHEMA_VERSION = 2
const SCHEMA = readFileSync(new URL('./segment.sql', import.meta.url), 'utf8')

export interface StoredEntry {
  readonly seq: number
  readonly hash: Hash
  readonly line: string
}

export interface BlockRange {
  readonly block: number
  readonly timeMin: number
  readonly timeMax: number
}

type Row = Record<string, unknown>

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
  adminCount: 'SELECT count(*) AS n FROM admin',
  spendCount: 'SELECT count(*) AS n FROM spend',
  adminRow: 'SELECT time, principal FROM admin WHERE seq = ?',
  block: 'SELECT time_min, time_max FROM blocks WHERE block = ?',
  bucketCount: 'SELECT count(*) AS n FROM postings WHERE bucket BETWEEN ? AND ?',
  addAdmin: 'INSERT INTO admin (seq, time, principal) VALUES (?, ?, ?)',
  putSpend: `INSERT INTO spend (hour, call_group, calls, spent, held, budgets, refusals) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (hour, call_group) DO UPDATE SET calls = excluded.calls, spent = excluded.spent, held = excluded.held,
      budgets = excluded.budgets, refusals = excluded.refusals`,
  spend: `SELECT calls, CAST(spent AS TEXT) AS spent, CAST(held AS TEXT) AS held, budgets, refusals
    FROM spend WHERE hour = ? AND call_group = ?`,
  addBundle: 'INSERT INTO bundles (seq, count, at, bytes) VALUES (?, ?, ?, ?)',
  addBucket: 'INSERT INTO postings (bucket, pairs) VALUES (?, ?)',
  bucket: 'SELECT pairs FROM postings WHERE bucket = ?',
  addBlock: 'INSERT INTO blocks (block, time_min, time_max) VALUES (?, ?, ?)',
  blocks: 'SELECT block, time_min, time_max FROM blocks ORDER BY block DESC',
  putHead: `INSERT INTO head (one, chain, first_seq, first_hash, batch, seq, hash, bytes, calls, time_min, time_max, mac)
    VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET batch = excluded.batch, seq = excluded.seq, hash = excluded.hash,
      bytes = excluded.bytes, calls = excluded.calls, time_min = excluded.time_min, time_max = excluded.time_max, mac = excluded.mac`,
} as const

export class Segment {
  readonly name: string
  readonly db: DatabaseSync
  readonly text: EntryText
  readonly bundles = new Bundles(this)
  readonly calls = new CallRows(this)
  readonly #statements = new Map<string, StatementSync>()

  /** Opens or makes the file; `snapshot` reads one moment of it. Throws where a newer version of the product wrote it. */
  constructor(path: string, name: string, mode: 'write' | 'snapshot' = 'write') {
    this.name = name
    this.text = new EntryText(entryTextOf(path))
    try {
      this.db = new DatabaseSync(path, { readOnly: mode === 'snapshot' })
    } catch (error) {
      this.text.close()
      throw error
    }
    try {
      this.#begin(mode)
    } catch (error) {
      // A disk that is full is tried again and again: nothing may stay open each time.
      this.close()
      throw error
    }
  }

  #begin(mode: 'write' | 'snapshot'): void {
    const { name } = this
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
    else if (version < SCHEMA_VERSION)
      throw new Error(
        `audit file ${name} was written before the first release of Keybrake, and cannot be read any more`,
      )
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
      bytes: row['bytes'] as number,
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
      head.bytes,
      head.calls,
      head.timeMin,
      head.timeMax,
      mac,
    )
  }

  call(seq: number): StoredCall | null {
    return this.calls.one(seq)
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
    this.text.close()
  }
}
