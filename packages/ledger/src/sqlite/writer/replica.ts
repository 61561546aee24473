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

export class Replica {
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #journal: Journal
  readonly #commits: Commits
  readonly #onCommit: (batch: number, lines: readonly string[]) => void

  constructor(
    db: DatabaseSync,
    unit: Unit,
    journal: Journal,
    commits: Commits,
    onCommit: (batch: number, lines: readonly string[]) => void,
  ) {
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

  /** Takes in the next commit of the log. Throws where the replica is no true copy any more: it is to be made anew. */
  follow({ number, node, clock, redo, entries, changes }: SharedCommit): void {
    if (number !== this.position.number + 1) throw new Error(`commit ${number} came after ${this.position.number}`)
    const hasRows = changes !== null
    const position = this.#journal.append({ clock, hasRows, redo, entries })
    if (changes !== null) {
      this.#db.exec('BEGIN')
      if (!this.#db.applyChangeset(changes)) throw new Error(`the rows of commit ${number} do not fit`)
      storeLastWithRows(this.#db, number)
      this.#db.exec('COMMIT')
    }
    this.#unit.follow({ position, node, clock, redo, entries, hasRows })
    if (entries !== '') this.#onCommit(position.batch, entries.split('\n'))
  }

  /** The shared log has the draft as its next commit. Throws as `follow` does. */
  keep(draft: Draft): void {
    this.#commits.append(draft)
    this.#commits.keep(draft)
  }

  /** The draft did not happen, or nobody knows yet. */
  abandon(): void {
    this.#commits.abandon()
  }
}
