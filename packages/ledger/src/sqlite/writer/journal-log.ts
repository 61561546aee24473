/** The embedded store's log: its journal, synced from the thread pool, and the rows that belong to a commit. */
import { asError } from '../../as-error.ts'
import type { Journal } from '../journal/journal.ts'
import type { CommitLog, Done, NotDurable } from './commit-log.ts'
import type { Commits, Draft } from './commits.ts'
import type { WalSync } from './database.ts'

export class JournalLog implements CommitLog {
  readonly #commits: Commits
  readonly #journal: Journal
  readonly #walSync: WalSync

  constructor(commits: Commits, journal: Journal, walSync: WalSync) {
    this.#commits = commits
    this.#journal = journal
    this.#walSync = walSync
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
    this.#journal.sync((error) => {
      if (error !== null) done({ fate: 'lost', error })
      else if (draft.hasRows) this.#keepRows(draft, done)
      else {
        this.#commits.keep(draft)
        done(null)
      }
    })
  }

  /** Nothing is kept in memory or answered before. */
  whenDurable(_number: number, done: Done): void {
    done(null)
  }

  release(): void {
    // Nobody waits.
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #keepRows(draft: Draft, done: (failure: NotDurable | null) => void): void {
    try {
      this.#commits.keep(draft)
    } catch (cause) {
      done({ fate: 'abandoned', error: asError(cause) })
      return
    }
    this.#walSync.sync((error) => done(error === null ? null : { fate: 'lost', error }))
  }
}
