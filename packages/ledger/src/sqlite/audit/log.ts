/**
 * The audit log as its one writer has it: appends the journal's batches of entries to the newest file, each exactly once.
 * The last batch stands in the same commit as its entries. A call of an older file is folded there first; should a crash come
 * between the two commits, the batch is appended again with the same places, and rows that have an entry already skip it.
 */
import type { MoreRefusalsEntry } from '../../entry.ts'
import { Block } from './block.ts'
import { BundleWriter } from './bundle-writer.ts'
import { chainName, genesis } from './chain.ts'
import { type Checkpoint, EMPTY, syncDir, writeCheckpoint } from './checkpoint.ts'
import { dayOf, dayOfName, Files } from './files.ts'
import { findCall } from './find.ts'
import { Folder } from './folder.ts'
import { type Head, signHead } from './head.ts'
import { indexEntry, reopenBlock, sealBlock } from './index-block.ts'
import { inspect } from './inspect.ts'
import { type BriefEntry, type BriefLater, type FaultEntry, isAdmin, isFirst, isLater } from './line.ts'
import { blockOf } from './pairs.ts'
import { Scanner } from './scan.ts'
import type { Segment } from './segment.ts'
import { idTerm } from './terms.ts'

export interface OutboxRow {
  readonly batch: number
  /** One entry a line. */
  readonly lines: string
}

export interface LogOptions {
  readonly dir: string
  readonly key: Uint8Array
  readonly callsPerFileMax: number
}

/** A checkpoint follows so many entries, */
const CHECKPOINT_ENTRIES = 4_096
/** but not sooner, by the time of the entries. */
const CHECKPOINT_MS = 10_000

/** The next place that holds no line break: where a line begins, or the end. */
function lineStart(text: string, from: number): number {
  let at = from
  while (text.startsWith('\n', at)) at += 1
  return at
}

type Tip = { -readonly [K in keyof Head]: Head[K] }

export class Log {
  readonly #options: LogOptions
  readonly #folders = new Map<Segment, Folder>()
  readonly #scanner = new Scanner()
  /** Of the newest file, once it is appended to. */
  #bundles: BundleWriter | null = null
  readonly files: Files
  openBlock: Block | null = null
  #checkpoint: Checkpoint = EMPTY
  #tip: Tip | null = null
  /** Found at opening; written into the chain before the next entry. */
  #faults: readonly string[] = []
  #hasRolled = false
  /** Time of the newest entry when the last checkpoint was written here. */
  #checkpointTime = 0
  /** The last entry of the last commit. */
  #committedSeq = 0

  constructor(options: LogOptions) {
    this.#options = options
    this.files = new Files(options.dir)
    try {
      this.#open()
    } catch (error) {
      this.files.close()
      throw error
    }
  }

  #open(): void {
    const options = this.#options
    const { tip, checkpoint, faults } = inspect(this.files, options.key)
    this.#checkpoint = checkpoint
    this.#faults = faults
    if (tip === null) {
      // A log that has begun always has a checkpoint: that one is missing is then a fault, not a beginning.
      if (checkpoint === EMPTY) writeCheckpoint(options.dir, options.key, EMPTY)
      return
    }
    this.#tip = { ...tip }
    this.#committedSeq = tip.seq
    this.openBlock = reopenBlock(this.#newest(), tip.firstSeq, tip.seq)
  }

  /** The last outbox batch that is in the log. */
  get batch(): number {
    return this.#tip?.batch ?? 0
  }

  #newest(): Segment {
    return this.files.open(this.files.names[this.files.names.length - 1] as string)
  }

  /** Appends and commits, durably. Throws with nothing changed on disk that appending again would not repair; then open anew. */
  append(rows: readonly OutboxRow[]): void {
    this.take(rows)
    this.commit()
  }

  /** Appends without committing: `commit` must follow before anything reads the log. */
  take(rows: readonly OutboxRow[]): void {
    for (const row of rows) this.#appendRow(row)
  }

  /** Commits what was taken, durably. */
  commit(): void {
    this.#commit()
    const tip = this.#tip
    const seen = this.#checkpoint.heads.find((head) => head.chain === tip?.chain)?.seq ?? 0
    const isDue =
      tip !== null && tip.seq - seen >= CHECKPOINT_ENTRIES && tip.timeMax >= this.#checkpointTime + CHECKPOINT_MS
    if (isDue || this.#hasRolled) this.checkpoint()
  }

  #appendRow({ batch, lines }: OutboxRow): void {
    if (batch <= this.batch) return
    const start = lineStart(lines, 0)
    const first = start < lines.length ? this.#scanner.read(lines, start) : null
    const time = first?.t ?? this.#tip?.timeMax ?? 0
    const tip = this.#begin(time, first === null ? lines : lines.slice(start, this.#scanner.end))
    const faults = batch > tip.batch + 1 ? [`batches ${tip.batch + 1} to ${batch - 1} vanished unrecorded`] : []
    if (faults.length > 0 || this.#faults.length > 0) this.#appendFaults(tip, time, faults)
    for (let at = start; at < lines.length; at = lineStart(lines, this.#scanner.end)) {
      const entry = this.#scanner.read(lines, at)
      this.#appendLine(tip, lines.slice(at, this.#scanner.end), entry)
    }
    tip.batch = batch
  }

  /** Goes on from another outbox batch than the log's own, and says why in the chain. */
  reposition(batch: number, why: string): void {
    const time = this.#tip?.timeMax ?? 0
    const tip = this.#begin(time, why)
    this.#appendFaults(tip, time, [why])
    tip.batch = batch
    this.#commit()
  }

  #appendFaults(tip: Tip, time: number, faults: readonly string[]): void {
    for (const what of [...this.#faults, ...faults]) {
      const entry: FaultEntry = { k: 'fault', t: time, what }
      this.#appendLine(tip, JSON.stringify(entry), entry)
    }
    this.#faults = []
  }

  /** The tip of a file that takes entries of that time, in an open transaction. */
  #begin(time: number, firstLine: string): Tip {
    const newest = this.files.names.at(-1)
    const isFull = (this.#tip?.calls ?? 0) >= this.#options.callsPerFileMax
    // Without a filling block the file was ended before: its successor was not made, or is gone.
    const isEnded = this.openBlock === null
    if (this.#tip === null || newest === undefined || isEnded || isFull || dayOf(time) > dayOfName(newest)) {
      return this.#roll(time, firstLine)
    }
    const segment = this.#newest()
    if (!segment.db.isTransaction) segment.run('begin')
    return this.#tip
  }

  #roll(time: number, firstLine: string): Tip {
    const last = this.#tip
    if (last !== null) {
      const segment = this.#newest()
      if (!segment.db.isTransaction) segment.run('begin')
      if (this.openBlock !== null) sealBlock(segment, this.openBlock)
      this.#commit()
      // What a crash left behind the end was never part of the log.
      segment.text.cut(last.bytes)
      this.#bundles = null
      // From now on its file is one of many, and may be closed at any time.
      this.#folders.delete(segment)
    }
    const before = last ?? this.#checkpoint.base
    const chain = before?.chain ?? chainName(this.#options.key, firstLine)
    const hash = before?.hash ?? genesis(chain)
    const seq = before?.seq ?? 0
    const batch = last?.batch ?? 0
    const tip = {
      chain,
      firstSeq: seq + 1,
      firstHash: hash,
      batch,
      seq,
      hash,
      bytes: 0,
      calls: 0,
      timeMin: time,
      timeMax: time,
    }
    this.files.add(dayOf(time))
    const segment = this.#newest()
    syncDir(this.#options.dir)
    segment.run('begin')
    segment.putHead(tip, signHead(this.#options.key, tip))
    this.openBlock = new Block(blockOf(tip.firstSeq))
    this.#tip = tip
    this.#hasRolled = true
    return tip
  }

  #appendLine(tip: Tip, line: string, entry: BriefEntry): void {
    const segment = this.#newest()
    const seq = tip.seq + 1
    this.#bundles ??= new BundleWriter(segment, tip.bytes, seq, tip.hash)
    tip.hash = this.#bundles.add(line)
    let groupId: number | null = null
    if (isFirst(entry)) {
      groupId = this.#folder(segment).add(seq, entry)
      tip.calls += 1
    } else if (isAdmin(entry)) segment.run('addAdmin', seq, entry.t, entry.principal)
    else if (entry.k !== 'fault') this.#foldInto(seq, entry)
    indexEntry(this.#blockFor(segment, seq), seq, entry, groupId)
    tip.seq = seq
    if (entry.t < tip.timeMin) tip.timeMin = entry.t
    if (entry.t > tip.timeMax) tip.timeMax = entry.t
  }

  /** Folds a later entry into its call's row, unless retention dropped that. */
  #foldInto(seq: number, entry: BriefLater | MoreRefusalsEntry): void {
    let folder = this.#folder(this.#newest())
    let known = folder.recall(entry.id)
    if (known === undefined) {
      if (this.#isOfThisCommit(entry.id)) this.#spill()
      const call = findCall(this, entry.id)
      const name = call === null ? null : this.files.nameAt(call)
      if (call === null || name === null) return
      const segment = this.files.open(name)
      if (!segment.db.isTransaction) segment.run('begin')
      folder = this.#folder(segment)
      known = folder.recall(entry.id) ?? folder.load(call)
    }
    if (isLater(entry)) folder.later(known, seq, entry)
    else folder.more(known, seq, entry.n)
  }

  /** Whether a call that is over began since the last commit: what is known of it must then be written to be read. */
  #isOfThisCommit(callId: string): boolean {
    const seqs = this.openBlock?.seqs(idTerm(callId)) ?? []
    return (seqs[seqs.length - 1] ?? 0) > this.#committedSeq
  }

  /** Writes what was taken, without committing. */
  #spill(): void {
    this.#bundles?.write()
    this.#folder(this.#newest()).writeRows()
  }

  #folder(segment: Segment): Folder {
    let folder = this.#folders.get(segment)
    if (folder === undefined) {
      folder = new Folder(segment, this.files)
      this.#folders.set(segment, folder)
    }
    return folder
  }

  #blockFor(segment: Segment, seq: number): Block {
    let block = this.openBlock
    if (block === null || block.number !== blockOf(seq)) {
      if (block !== null) sealBlock(segment, block)
      // What a block of the file leads to must be in the file.
      this.#spill()
      block = new Block(blockOf(seq))
      this.openBlock = block
    }
    return block
  }

  #commit(): void {
    const newest = this.files.names.at(-1)
    for (const [segment, folder] of this.#folders) {
      if (segment.name === newest) continue
      if (segment.db.isTransaction) {
        folder.flush()
        segment.run('commit')
      }
      // An older file is touched now and then: what is kept of it is not worth its memory.
      this.#folders.delete(segment)
    }
    const tip = this.#tip
    if (tip === null || newest === undefined) return
    const segment = this.#newest()
    if (!segment.db.isTransaction) return
    if (this.#bundles !== null) tip.bytes = this.#bundles.flush()
    this.#folders.get(segment)?.flush()
    segment.putHead(tip, signHead(this.#options.key, tip))
    segment.run('commit')
    this.#committedSeq = tip.seq
  }

  /** Writes the signed checkpoint, unless a fault waits to be recorded: evidence is never overwritten. */
  checkpoint(): void {
    const tip = this.#tip
    if (tip === null || this.#faults.length > 0) return
    const { chain, seq } = tip
    // The last file that was listed may have grown since; those before it are as they were.
    const settled = this.#checkpoint.files.slice(0, -1).filter((file) => this.files.names.includes(file.name))
    const rest = this.files.names.filter((file) => !settled.some((line) => line.name === file))
    this.#write({
      heads: [...this.#checkpoint.heads.filter((head) => head.chain !== chain), { chain, seq, hash: tip.hash }],
      files: [...settled, ...rest.map((file) => this.#fileLine(file))],
      base: this.#checkpoint.base,
    })
    this.#hasRolled = false
    this.#checkpointTime = tip.timeMax
  }

  #fileLine(name: string): Checkpoint['files'][number] {
    const { seq, hash } = this.files.head(name)
    return { name, seq, hash }
  }

  #write(checkpoint: Checkpoint): void {
    writeCheckpoint(this.#options.dir, this.#options.key, checkpoint)
    this.#checkpoint = checkpoint
  }

  /** Retention: drops the oldest files whose every entry is before `at`; never the newest. Returns how many. */
  dropBefore(at: number): number {
    let count = 0
    while (this.files.names.length > 1) {
      const name = this.files.names[0] as string
      const { chain, seq, hash, timeMax } = this.files.head(name)
      if (timeMax >= at) break
      this.#write({
        ...this.#checkpoint,
        files: this.#checkpoint.files.filter((file) => file.name !== name),
        base: { chain, seq, hash },
      })
      this.files.dropOldest()
      count += 1
    }
    return count
  }

  close(): void {
    if (this.#tip !== null) this.checkpoint()
    this.abandon()
  }

  /** Closes the files as they are; an open transaction is rolled back. */
  abandon(): void {
    this.files.close()
  }
}
