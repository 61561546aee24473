/**
 * The ledger's one writer, in the thread of the calls. Commands that come in one turn of the event loop are one commit; while it
 * is being synced, in the thread pool, the next ones gather. So exactly one commit is under way, and an answer is given when it
 * is on disk.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Admit } from '../../ledger.ts'
import type { Journal } from '../journal/journal.ts'
import { bootId, distrustSoon, forgetLeases, mayBeCut, noteLeases } from './boot.ts'
import type { CommitLog } from './commit-log.ts'
import type { Command, Commit, Commits } from './commits.ts'
import { lockLedger, openDatabase, WalSync } from './database.ts'
import { JournalLog } from './journal-log.ts'
import { LeaseLog } from './lease-log.ts'
import { commitIn, openLedger } from './open.ts'
import { REDO_BOUNDS } from './redo.ts'
import { Replica } from './replica.ts'
import { Rows } from './rows.ts'
import { copyLedger } from './snapshot.ts'
import { Soon } from './soon.ts'
import type { Unit } from './unit.ts'
import type { WriterOptions } from './writer-options.ts'
import { type ArgsOf, FROM_COMMITTED, READS, type ResultOf, ROW_READERS, type VerbName } from './verb.ts'

/** How long an outcome waits for company. */
const SOON_MS = 5
/** Between two lessons of what rows hold, while there are calls: these come first, and ten million of the past take some minutes. */
const LEARN_EVERY_MS = 20
/** Where rows cannot be written (a full disk), so many records wait for them in memory, and then nothing is admitted. */
const BEHIND_MAX = 500_000

const CLOSED = 'the ledger is closed'
/** What follows `enter`. */
const LEAVES: ReadonlySet<string> = new Set<VerbName>(['admit', 'leave'])
/** The number of a store that shares its log with none. */
const ALONE = 0

interface Asked {
  readonly command: Command
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export class Writer {
  readonly #dataDir: string
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #commits: Commits
  readonly #log: CommitLog
  readonly #hasLeases: boolean
  readonly #journal: Journal
  readonly #walSync: WalSync
  readonly #rows: Rows
  readonly #unlock: () => void
  readonly #onCommit: WriterOptions['onCommit']
  #queue: Asked[] = []
  #isCommitting = false
  #isTurning = false
  readonly #soon = new Soon(() => this.#wake(), SOON_MS)
  #isGivingUp = false
  #dead: Error | null = null
  #isClosing = false
  #whenSettled: (() => void)[] = []

  /** Resolves when the ledger is open and what a crash left in flight is marked unknown. */
  static async open(options: WriterOptions): Promise<Writer> {
    const unlock = lockLedger(options.dataDir)
    let db: DatabaseSync | null = null
    try {
      db = openDatabase(options.dataDir, options.bytesMax)
      const writer = new Writer(db, options, unlock)
      // What other stores have under way is theirs.
      if (options.shared === undefined) await writer.#takeOver(options.bootId)
      return writer
    } catch (error) {
      db?.close()
      unlock()
      throw error
    }
  }

  private constructor(db: DatabaseSync, options: WriterOptions, unlock: () => void) {
    const { dataDir, bytesMax, unwrittenMax } = options
    const bounds =
      unwrittenMax === undefined
        ? REDO_BOUNDS
        : { ...REDO_BOUNDS, recordsMax: unwrittenMax, briefMax: Math.ceil(unwrittenMax / 2) }
    const ledger = openLedger(db, dataDir, bounds, {
      node: options.shared?.node ?? ALONE,
      bytesMax,
      segmentBytes: options.leases?.segmentBytes,
      hasLeases: options.leases !== undefined,
    })
    const { unit, journal, commits, blocks } = ledger
    this.#dataDir = dataDir
    this.#db = db
    this.#unit = unit
    this.#journal = journal
    this.#commits = commits
    this.#walSync = new WalSync(dataDir)
    this.#hasLeases = blocks !== null
    if (options.shared !== undefined)
      this.#log = options.shared.open(
        new Replica(commitIn(dataDir, journal.position.number), db, unit, journal, commits, options.onCommit),
      )
    else if (blocks === null) this.#log = new JournalLog(commits, journal, this.#walSync)
    else {
      const { onDurable = () => undefined } = options
      const onLost = (error: Error): void => this.#lost([], error)
      this.#log = new LeaseLog({ ...ledger, blocks }, this.#walSync, { onDurable, onLost }, options.leases?.everyMs)
    }
    this.#rows = new Rows({
      db,
      dataDir,
      unit,
      journal,
      log: this.#log,
      walSync: this.#walSync,
      sliceRows: options.sliceRows,
      mayWrite: () => this.#dead === null && !this.#isCommitting,
      onLost: (error) => this.#lost([], error),
    })
    this.#unlock = unlock
    this.#onCommit = options.onCommit
    this.#learn()
  }

  /** The last batch that is durable. */
  get lastBatch(): number {
    return this.#unit.mark.batch
  }

  /** It stopped for good: opening the ledger anew reads what is really there. */
  get isDead(): boolean {
    return this.#dead !== null
  }

  /** The last commit that is durable. */
  get lastNumber(): number {
    return this.#unit.mark.number
  }

  /** What the last process left under way, and lost. */
  async #takeOver(boot: string | null = bootId()): Promise<void> {
    if (mayBeCut(this.#db, boot)) await this.#ask(['countBlocks', []])
    await this.recover([ALONE])
    if (this.#hasLeases) noteLeases(this.#db, boot)
    else forgetLeases(this.#db)
    this.#walSync.syncNow()
  }

  /** What these stores had under way may have happened. Resolves with the number of such calls. */
  recover(nodes: readonly number[]): Promise<number> {
    return this.#ask(['recover', [nodes]])
  }

  call<N extends VerbName>(name: N, ...args: ArgsOf<N>): Promise<ResultOf<N>> {
    return this.#ask([name, args])
  }

  /** The same for what its caller need not wait for: it joins the next commit, and saves one of its own. */
  callSoon<N extends VerbName>(name: N, ...args: ArgsOf<N>): Promise<ResultOf<N>> {
    this.#soon.ask()
    return this.#put([name, args])
  }

  /** Resolves when all that was sent before is durable, with the last batch so far. Calls go on meanwhile. */
  async barrier(): Promise<number> {
    const batch = await this.call('lastBatch')
    await new Promise<void>((resolve, reject) => {
      this.#log.whenDurable(this.#journal.position.number, (error) => (error === null ? resolve() : reject(error)))
    })
    return batch
  }

  /**
   * Copies ledger.db with every record in its row, while calls go on.
   *
   * @param path nothing is there yet
   * @returns the number of the last commit that is in it
   */
  async copyTo(path: string): Promise<number> {
    while (this.#isCommitting) await this.#untilSettled()
    if (this.#dead !== null) throw this.#dead
    this.#rows.flush()
    return copyLedger(this.#dataDir, path)
  }

  /** The audit log has everything up to this batch. */
  projected(batch: number): void {
    this.#rows.projected(batch)
  }

  /** Commits what waits, brings the rows up to date and closes the files. */
  async close(): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    while (this.#queue.length > 0 || this.#isCommitting) {
      this.#wake()
      await this.#untilSettled()
    }
    let isWell = this.#dead === null
    this.#die(new Error(CLOSED))
    await this.#log.close().catch(() => {
      isWell = false
    })
    await this.#rows.endCheckpoint()
    try {
      if (isWell) this.#rows.flush()
      if (this.#hasLeases && isWell) forgetLeases(this.#db)
      else if (this.#hasLeases) distrustSoon(this.#db)
      await this.#rows.synced()
    } finally {
      this.#walSync.close()
      this.#journal.close()
      this.#db.close()
      this.#unlock()
    }
  }

  #ask<T>(command: Command): Promise<T> {
    const answer = this.#put<T>(command)
    this.#wake()
    return answer
  }

  #put<T>(command: Command): Promise<T> {
    const dead = this.#isClosing ? new Error(CLOSED) : this.#dead
    if (dead !== null) return Promise.reject(dead)
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, resolve, reject })
    })
  }

  /** A turn of the event loop ends with a commit of what came in it. */
  readonly #wake = (): void => {
    if (this.#isTurning || this.#isCommitting || this.#queue.length === 0) return
    this.#isTurning = true
    setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    this.#isTurning = false
    if (this.#isCommitting || this.#dead !== null || this.#queue.length === 0) return
    this.#rows.stir()
    const asked = this.#take()
    this.#isCommitting = true
    const isRead = asked.every(({ command }) => READS.has(command[0]))
    const begin = (): void =>
      this.#log.begin(isRead, (error) => {
        if (error === null) this.#commitOf(asked)
        else {
          this.#isCommitting = false
          for (const each of asked) this.#fail(each, error)
          this.#settled()
        }
      })
    if (!readsRows(asked)) begin()
    // Rows may not be ahead of what survives a power cut.
    else
      this.#log.whenDurable(this.#journal.position.number, (error) => {
        if (error === null) begin()
        else this.#lost(asked, error)
      })
  }

  #commitOf(asked: readonly Asked[]): void {
    if (this.#unit.givenUp.size > 0) this.#giveUp()
    const commit = this.#run(asked)
    const { draft } = commit
    if (draft === null) {
      this.#log.release()
      this.#isCommitting = false
      this.#answer(asked, commit)
      return
    }
    this.#log.commit(draft, (failure) => {
      if (failure?.fate === 'lost') {
        this.#lost(asked, failure.error)
        return
      }
      this.#isCommitting = false
      if (failure === null) this.#answer(asked, commit)
      else {
        for (const each of asked) this.#fail(each, failure.error)
        this.#settled()
      }
    })
  }

  /** Joins the commit after this one, and that after it, until one is durable. */
  #giveUp(): void {
    if (this.#isGivingUp || this.#isClosing) return
    this.#isGivingUp = true
    const callIds = [...this.#unit.givenUp]
    const over = (): void => {
      this.#isGivingUp = false
    }
    this.#put(['giveUp', [callIds]]).then(() => {
      for (const callId of callIds) this.#unit.givenUp.delete(callId)
      over()
    }, over)
  }

  /** The commands of the next commit. One that goes through what is committed comes first, or waits for the commit after. */
  #take(): readonly Asked[] {
    const queue = this.#queue
    let end = 1
    while (end < queue.length && !FROM_COMMITTED.has((queue[end] as Asked).command[0])) end++
    this.#queue = end === queue.length ? [] : queue.slice(end)
    return end === queue.length ? queue : queue.slice(0, end)
  }

  #run(asked: readonly Asked[]): Commit {
    try {
      if (readsRows(asked)) this.#rows.flush()
      if (this.#unit.redo.behind > BEHIND_MAX) throw new Error('the rows of the ledger cannot be written')
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause)
      return { answers: asked.map(() => ({ error })), lines: [], draft: null }
    }
    return this.#commits.run(asked.map(({ command }) => command))
  }

  #answer(asked: readonly Asked[], { answers, lines }: Commit): void {
    for (let index = 0; index < asked.length; index++) {
      const each = asked[index] as Asked
      const answer = answers[index]
      if (answer === undefined || 'error' in answer)
        this.#fail(each, new Error(answer?.error ?? 'a command has no answer'))
      else each.resolve(answer.ok as never)
    }
    if (lines.length > 0) this.#onCommit(this.#journal.position.batch, lines)
    this.#settled()
  }

  /** What was to end the place of a call that had entered does so all the same: its caller does not come again. */
  #fail({ command: [name, args], reject }: Asked, error: Error): void {
    if (LEAVES.has(name)) this.#unit.memory.forsake((args[0] as Pick<Admit, 'callId'>).callId)
    reject(error)
  }

  #untilSettled(): Promise<void> {
    return new Promise((resolve) => this.#whenSettled.push(resolve))
  }

  #tellSettled(): void {
    if (this.#whenSettled.length > 0) for (const resolve of this.#whenSettled.splice(0)) resolve()
  }

  /** Nothing is being committed: rows, and what has come meanwhile. */
  #settled(): void {
    this.#tellSettled()
    this.#rows.tidyWhereDue()
    this.#wake()
  }

  /**
   * After a sync that failed nobody knows what is on disk, and asking again proves nothing: the ledger stops. Opening it anew
   * reads what is really there.
   */
  #lost(asked: readonly Asked[], error: Error): void {
    for (const { reject } of asked) reject(error)
    this.#isCommitting = false
    // What was answered may not be there after the next start of the machine, so whoever opens the ledger next counts its blocks.
    if (this.#hasLeases) distrustSoon(this.#db)
    this.#die(new Error(`the ledger stopped: a sync to disk failed (${error.message})`))
    this.#tellSettled()
  }

  /** Every promise that waits, and every later one, rejects: the caller forwards nothing. */
  #die(error: Error): void {
    this.#dead = error
    this.#soon.stop()
    this.#rows.stop()
    for (const { reject } of this.#queue.splice(0)) reject(error)
  }

  readonly #learn = (): void => {
    if (this.#dead !== null || this.#isClosing || this.#unit.holds.learn()) return
    setTimeout(this.#learn, this.#rows.isQuiet ? 0 : LEARN_EVERY_MS).unref()
  }
}

/** A verb that reads rows is the first of its commit. */
const readsRows = ([first]: readonly Asked[]): boolean => first !== undefined && ROW_READERS.has(first.command[0])
