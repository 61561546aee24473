/** A store's copy of what all stores that share a log have committed: how it takes in the others' commits, and its own. */
import type { DatabaseSync } from 'node:sqlite'
import type { Journal, Position } from '../journal/journal.ts'
import type { Commits, Draft } from './commits.ts'
import { storeLastWithRows } from './journal-mark.ts'
import type { Unit } from './unit.ts'

/** A commit as the shared log has it. */
export interface SharedCommit extends Pick<Draft, 'clock' | 'redo' | 'entries' | 'changes'> {
  readonly number: number
  /** The store that committed it. */
  readonly node: number
}

/** What tells a commit apart from another one of its number. */
export interface SeenCommit extends Pick<Draft, 'redo' | 'entries'> {
  readonly number: number
}

export class Replica {
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #journal: Journal
  readonly #commits: Commits
  readonly #onCommit: (batch: number, lines: readonly string[]) => void
  #last: SeenCommit | null
  /** False: a commit was taken in by half, so memory, rows and journal are of different moments. */
  #isTrue = true

  /** @param last the last commit that is in it; null: its journal has it no more */
  constructor(
    last: SeenCommit | null,
    db: DatabaseSync,
    unit: Unit,
    journal: Journal,
    commits: Commits,
    onCommit: (batch: number, lines: readonly string[]) => void,
  ) {
    this.#last = last
    this.#db = db
    this.#unit = unit
    this.#journal = journal
    this.#commits = commits
    this.#onCommit = onCommit
  }

  /** The last commit that is in it. */
  get position(): Position {
    return this.#journal.position
  }

  /** The last commit that is in it, where that is known. */
  get last(): SeenCommit | null {
    return this.#last
  }

  /** Takes in the next commit of the log. Throws where the replica is no true copy any more: it is to be made anew. */
  follow({ number, node, clock, redo, entries, changes }: SharedCommit): void {
    if (!this.#isTrue) throw new Error('the replica is no true copy of the log any more: start it again')
    if (number !== this.position.number + 1) throw new Error(`commit ${number} came after ${this.position.number}`)
    const hasRows = changes !== null
    const position = this.#journal.append({ clock, hasRows, redo, entries })
    if (changes !== null) this.#repeat(changes, number)
    try {
      this.#unit.follow({ position, node, clock, redo, entries, hasRows })
    } catch (error) {
      this.#isTrue = false
      throw error
    }
    this.#last = { number, redo, entries }
    if (entries !== '') this.#onCommit(position.batch, entries.split('\n'))
  }

  /** Throws with nothing taken in, so that it can be tried again. */
  #repeat(changes: Uint8Array, number: number): void {
    try {
      this.#db.exec('BEGIN')
      if (!this.#db.applyChangeset(changes)) throw new Error(`the rows of commit ${number} do not fit`)
      storeLastWithRows(this.#db, number)
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#isTrue = false
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#journal.retract()
      this.#isTrue = true
      throw error
    }
  }

  /** The shared log has the draft as its next commit. Throws as `follow` does. */
  keep(draft: Draft): void {
    const { number } = this.#commits.append(draft)
    this.#commits.keep(draft)
    this.#last = { number, redo: draft.redo, entries: draft.entries }
  }

  /** The draft did not happen, or nobody knows yet. */
  abandon(): void {
    this.#commits.abandon()
  }
}
