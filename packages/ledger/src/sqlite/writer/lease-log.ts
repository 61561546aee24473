/**
 * The log of a store with leases: its journal, where commits of calls that lie in blocks (blocks.ts) are answered when they are
 * written, and synced within a moment. All others wait for their sync, and by it for that of everything before them.
 */
import { asError } from '../../as-error.ts'
import type { Journal, Position } from '../journal/journal.ts'
import type { Blocks } from './blocks.ts'
import type { CommitLog, Done, NotDurable } from './commit-log.ts'
import type { Commits, Draft } from './commits.ts'
import type { WalSync } from './database.ts'
import type { OpenLedger } from './open.ts'

/** At most so long after a commit was written a sync of it begins, unless one is under way. */
export const SYNC_EVERY_MS = 100

export interface LeaseLogEvents {
  /** Batches up to this one survive a power cut. */
  readonly onDurable: (batch: number) => void
  /** A sync failed that no commit waited for. */
  readonly onLost: (error: Error) => void
}

/** An open ledger that has leases. */
export type LeasedLedger = OpenLedger & { readonly blocks: Blocks }

interface Waiting {
  readonly number: number
  readonly done: Done
}

export class LeaseLog implements CommitLog {
  readonly #commits: Commits
  readonly #journal: Journal
  readonly #walSync: WalSync
  readonly #blocks: Blocks
  /** The ledger's time (epoch ms): it goes on with the calls. */
  readonly #clock: { readonly now: number }
  readonly #events: LeaseLogEvents
  readonly #everyMs: number
  /** The last commit that stands: written, with its rows. */
  #kept: Position
  #waiting: Waiting[] = []
  #isSyncing = false
  #isUrgent = false
  #timer: NodeJS.Timeout | null = null
  #lost: Error | null = null

  constructor(ledger: LeasedLedger, walSync: WalSync, events: LeaseLogEvents, everyMs = SYNC_EVERY_MS) {
    this.#commits = ledger.commits
    this.#journal = ledger.journal
    this.#blocks = ledger.blocks
    this.#clock = ledger.unit
    this.#walSync = walSync
    this.#events = events
    this.#everyMs = everyMs
    this.#kept = ledger.journal.position
  }

  /** Nobody else writes here. */
  begin(_isRead: boolean, done: Done): void {
    done(null)
  }

  commit(draft: Draft, done: (failure: NotDurable | null) => void): void {
    try {
      this.#commits.append(draft)
    } catch (cause) {
      this.#commits.abandon()
      done({ fate: 'abandoned', error: asError(cause) })
      return
    }
    if (draft.waits) {
      this.whenDurable(this.#journal.position.number, (error) => {
        if (error !== null) done({ fate: 'lost', error })
        else if (draft.hasRows) this.#keepRows(draft, done)
        else {
          this.#commits.keep(draft)
          this.#stands(true)
          done(null)
        }
      })
      return
    }
    this.#commits.keep(draft)
    this.#stands(false)
    if (this.#blocks.takeUrgent()) this.#isUrgent = true
    this.#syncSoon()
    done(null)
  }

  whenDurable(number: number, done: Done): void {
    if (this.#lost !== null) done(this.#lost)
    else if (number <= this.#blocks.durable) done(null)
    else {
      this.#waiting.push({ number, done })
      this.#sync()
    }
  }

  release(): void {
    // Nobody waits.
  }

  /** Everything is durable afterwards; rejects where that is not known. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.whenDurable(this.#journal.position.number, (error) => {
        if (this.#timer !== null) clearTimeout(this.#timer)
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  #stands(isDurable: boolean): void {
    this.#kept = this.#journal.position
    if (isDurable) this.#events.onDurable(this.#kept.batch)
  }

  #keepRows(draft: Draft, done: (failure: NotDurable | null) => void): void {
    try {
      this.#commits.keep(draft)
    } catch (cause) {
      // Its number is given again, to a commit that is not synced.
      this.#blocks.durable = Math.min(this.#blocks.durable, this.#journal.position.number)
      done({ fate: 'abandoned', error: asError(cause) })
      return
    }
    this.#walSync.sync((error) => {
      if (error === null) {
        this.#stands(true)
        done(null)
      } else done({ fate: 'lost', error })
    })
  }

  #syncSoon(): void {
    if (this.#isUrgent) this.#sync()
    else if (!this.#isSyncing) this.#timer ??= setTimeout(() => this.#sync(), this.#everyMs)
  }

  /** One at a time; what comes meanwhile is in the next one. */
  #sync(): void {
    if (this.#isSyncing) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#isSyncing = true
    this.#isUrgent = false
    const { number } = this.#journal.position
    const { batch } = this.#kept
    const beganAt = this.#clock.now
    const began = process.hrtime()
    this.#journal.sync((error) => {
      this.#isSyncing = false
      if (error !== null) {
        this.#fail(error)
        return
      }
      this.#blocks.durable = number
      // The ledger's time stands still while a commit waits and nothing is run. No caller can say how long that was.
      const [seconds, nanoseconds] = process.hrtime(began)
      this.#blocks.learnSync(Math.max(this.#clock.now - beganAt, seconds * 1_000 + nanoseconds / 1e6))
      this.#events.onDurable(batch)
      const ready = this.#waiting.filter((each) => each.number <= number)
      this.#waiting = this.#waiting.filter((each) => each.number > number)
      for (const { done } of ready) done(null)
      if (this.#waiting.length > 0) this.#sync()
      else if (this.#journal.position.number > this.#blocks.durable) this.#syncSoon()
    })
  }

  #fail(error: Error): void {
    this.#lost = error
    for (const { done } of this.#waiting.splice(0)) done(error)
    this.#events.onLost(error)
  }
}
