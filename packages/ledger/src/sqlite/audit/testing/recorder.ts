/** Writes the journal of a data folder as the ledger's writer does, with entries made from short descriptions. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AdminEntry, AdmitEntry, Entry, OutcomeEntry, RefuseEntry } from '../../../entry.ts'
import { Journal, type Position } from '../../journal/journal.ts'
import { JournalReader } from '../../journal/reader.ts'
import { journalDir, segmentPath, segmentsIn } from '../../journal/segments.ts'
import { openDatabase } from '../../writer/database.ts'
import { openAudit, type SqliteAudit } from '../open.ts'

export const NOON = Date.UTC(2026, 10, 24, 12)
export const KEY = new Uint8Array(32).fill(7)

export interface CallOf {
  readonly id: string
  readonly t?: number
  readonly key?: string
  readonly amount?: bigint
  readonly label?: string | null
  readonly run?: string | null
  readonly principal?: string
  readonly vendor?: string
  readonly operation?: string
  readonly moneyClass?: string
  readonly observed?: string | null
  readonly tags?: Readonly<Record<string, string>>
}

const factsOf = (call: CallOf): Record<string, unknown> => ({
  key_label: call.label === undefined ? 'agent/shopping' : call.label,
  run: call.run === undefined ? 'run-7' : call.run,
  principal: call.principal ?? 'prn_1',
  connection: call.vendor ?? 'stripe',
  vendor: call.vendor ?? 'stripe',
  operation: call.operation ?? 'payment_intents.create',
  ...(call.moneyClass === undefined ? {} : { money_class: call.moneyClass }),
  method: 'POST',
  path: '/v1/payment_intents',
  amount: '2999',
  currency: 'usd',
  idempotency_key: 'f0a1b2c3d4e5f60718293a4b5c6d7e8f',
  request: { amount: 2999, currency: 'usd', customer: 'cus_QWERTYUIOP123', 'payment_method_types[0]': 'card' },
  client_address: '127.0.0.1',
  ...(call.tags === undefined ? {} : { tags: call.tags }),
})

const drawsOf = (key: string, amount: bigint): AdmitEntry['draws'] =>
  [`bgt_${key}`, 'bgt_stripe'].map((id) => [id, amount.toString()] as const)

const linesOf = (key: string, held: bigint, spent: bigint): AdmitEntry['lines'] => [
  [`key:${key}`, 'key', 'day', '500000000', spent.toString(), held.toString(), NOON + 86_400_000],
  ['stripe', 'connection', 'total', null, spent.toString(), held.toString(), null],
]

export function admit(call: CallOf): AdmitEntry {
  const { id, t = NOON, key = 'key_1', amount = 29_990_000n, observed = null } = call
  const reserved = amount.toString()
  const [draws, lines] = [drawsOf(key, amount), linesOf(key, amount, 0n)]
  return {
    k: 'admit',
    id,
    t,
    key,
    state: amount === 0n ? 'free' : 'held',
    reserved,
    replay_of: null,
    observed,
    draws,
    lines,
    f: factsOf(call),
  }
}

export function outcome(call: CallOf, state = 'settled', facts: Record<string, unknown> = {}): OutcomeEntry {
  const { id, t = NOON, key = 'key_1', amount = 29_990_000n } = call
  const counted = state === 'released' ? 0n : amount
  return {
    k: 'outcome',
    id,
    t: t + 350,
    state,
    counted: counted.toString(),
    overage: '0',
    draws: drawsOf(key, counted),
    lines: linesOf(key, 0n, counted),
    f: {
      status: 200,
      vendor_request_id: `req_${id}`,
      vendor_object_id: `pi_${id}`,
      latency_ms: 351,
      proxy_ms: 2,
      ...facts,
    },
  }
}

export function refuse(call: CallOf, code = 'endpoint_not_allowed', facts: Record<string, unknown> = {}): RefuseEntry {
  const { id, t = NOON, key = 'key_1' } = call
  return { k: 'refuse', id, t, key, code, lines: linesOf(key, 0n, 0n), f: { ...factsOf(call), ...facts } }
}

export const admin = (id: string, action: string, t = NOON, principal = 'prn_1'): AdminEntry => ({
  k: 'admin',
  id,
  t,
  action,
  principal,
  subject: 'key_1',
  f: { reason: 'test' },
})

/** Where the journal of a folder ends. */
export function endOf(dir: string): Position {
  const reader = new JournalReader(dir, 0)
  let end = { number: 0, batch: 0 }
  for (let record = reader.read(); record !== null; record = reader.read())
    end = { number: record.number, batch: record.batch }
  reader.close()
  return end
}

export class Recorder implements AsyncDisposable {
  readonly #open = new Set<SqliteAudit>()
  readonly dataDir: string
  readonly #dir: string
  #journal: Journal
  /** The last batch that the log says it has. */
  projected = 0

  constructor(dataDir = mkdtempSync(join(tmpdir(), 'keybrake-audit-'))) {
    this.dataDir = dataDir
    this.#dir = journalDir(dataDir)
    // The log reads names of budgets there.
    openDatabase(dataDir).close()
    segmentsIn(this.#dir)
    this.#journal = new Journal(this.#dir, endOf(this.#dir), [])
  }

  /** One commit of the ledger. */
  record(...entries: readonly Entry[]): number {
    return this.recordText(entries.map((entry) => JSON.stringify(entry)).join('\n'))
  }

  recordText(entries: string): number {
    return this.#journal.append({ clock: NOON, hasRows: false, redo: '', entries }).batch
  }

  /** The journal is lost, or taken back to an older one: the next batch has this number. */
  forget(nextBatch: number): void {
    this.#journal.close()
    const number = this.#journal.position.number + 1_000
    for (const first of segmentsIn(this.#dir)) rmSync(segmentPath(this.#dir, first))
    this.#journal = new Journal(this.#dir, { number, batch: nextBatch - 1 }, [])
  }

  batch(): number {
    return this.#journal.position.batch
  }

  /** The log over this folder. */
  async open(options: { readonly callsPerFileMax?: number; readonly key?: Uint8Array } = {}): Promise<SqliteAudit> {
    const audit = await openAudit({
      dataDir: this.dataDir,
      checkpointKey: options.key ?? KEY,
      ...(options.callsPerFileMax === undefined ? {} : { callsPerFileMax: options.callsPerFileMax }),
      lastBatch: this.batch(),
      barrier: () => Promise.resolve(this.batch()),
      onProjected: (batch) => {
        this.projected = batch
      },
    })
    this.#open.add(audit)
    return audit
  }

  async close(audit: SqliteAudit): Promise<void> {
    this.projected = await audit.close(this.batch())
    this.#open.delete(audit)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const audit of this.#open) await audit.terminate()
    this.#journal.close()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
