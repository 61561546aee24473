/**
 * The log that several stores share. A store that writes locks the log's head first and takes in what the others have committed;
 * so every verb sees all commits before its own, and there is one order of everything.
 *
 * A commit of which nobody knows whether the server did it is not answered: its calls are not sent. The next look at the log
 * tells, as the head is locked until the server has finished with it.
 */
import { asError } from '../as-error.ts'
import type { CommitLog, Done, NotDurable } from '../sqlite/writer/commit-log.ts'
import type { Draft } from '../sqlite/writer/commits.ts'
import type { Replica, SeenCommit } from '../sqlite/writer/replica.ts'
import { makePartition, partitionOf } from './partitions.ts'
import { bytesIn, isRefusal, numberIn, type Row, Session } from './session.ts'

/** How long a batch tries to reach the database, and how long apart. */
const REACH_MS = 3_000
const AGAIN_MS = 100
/** Commits that are read at once. */
const PAGE = 256

type Begun = 'nothing' | 'read' | 'write'

export class PostgresLog implements CommitLog {
  readonly #url: string
  readonly #node: number
  readonly #replica: Replica
  #session: Session | null = null
  #begun: Begun = 'nothing'
  /** The partition that is there for certain. */
  #partition = -1

  constructor(url: string, node: number, replica: Replica) {
    this.#url = url
    this.#node = node
    this.#replica = replica
  }

  begin(isRead: boolean, done: Done): void {
    this.#begin(isRead).then(
      () => done(null),
      (error: unknown) => {
        this.#drop()
        done(asError(error))
      },
    )
  }

  async #begin(isRead: boolean): Promise<void> {
    const session = await this.#reach()
    if (!isRead) {
      const [head] = await session.all('BEGIN; SELECT number FROM keybrake_log_head FOR UPDATE')
      await this.#follow(session, numberIn(head, 'number'))
    } else {
      const [head] = await session.all('SELECT number FROM keybrake_log_head')
      await this.#follow(session, numberIn(head, 'number'))
    }
    this.#begun = isRead ? 'read' : 'write'
  }

  /** Takes in all commits up to this one. Throws where the log has not all of them. */
  async #follow(session: Session, head: number): Promise<void> {
    if (head < this.#replica.position.number)
      throw new Error(`the database has ${head} commits, this store has seen ${this.#replica.position.number}`)
    while (this.#replica.position.number < head) {
      const rows = await session.all(
        `SELECT number, node, clock, redo, entries, changes FROM keybrake_log WHERE number > $1 ORDER BY number LIMIT ${PAGE}`,
        [this.#replica.position.number],
      )
      for (const row of rows) this.#replica.follow(commitIn(row))
      if (rows.length === 0)
        throw new Error(`the log was cut behind commit ${this.#replica.position.number}, and has ${head}: start again`)
    }
  }

  commit(draft: Draft, done: (failure: NotDurable | null) => void): void {
    const session = this.#session
    if (this.#begun !== 'write' || session === null) {
      this.#replica.abandon()
      done({ fate: 'abandoned', error: new Error('a verb that only reads wrote') })
      return
    }
    this.#begun = 'nothing'
    this.#append(session, draft).then(
      () => done(this.#keep(draft)),
      (error: unknown) => {
        this.#replica.abandon()
        this.#drop()
        done({ fate: isRefusal(error) ? 'abandoned' : 'unknown', error: asError(error) })
      },
    )
  }

  async #append(session: Session, { clock, redo, entries, changes }: Draft): Promise<void> {
    const number = this.#replica.position.number + 1
    const partition = partitionOf(number)
    if (partition !== this.#partition) await makePartition(session, partition)
    const values = [hex(redo), hex(entries), changes === null ? 'NULL' : hex(changes)]
    await session.commit(
      `INSERT INTO keybrake_log (number, node, clock, redo, entries, changes)
        VALUES (${number}, ${this.#node}, ${Math.trunc(clock)}, ${values.join(', ')});
      UPDATE keybrake_log_head SET number = ${number};
      COMMIT`,
    )
    // Only now: a commit that fails takes the partition back with it.
    this.#partition = partition
  }

  /** The log has it. A replica that cannot take it in is of no use any more. */
  #keep(draft: Draft): NotDurable | null {
    try {
      this.#replica.keep(draft)
      return null
    } catch (error) {
      return { fate: 'lost', error: asError(error) }
    }
  }

  /** The replica can be made anew. */
  whenDurable(_number: number, done: Done): void {
    done(null)
  }

  release(): void {
    const session = this.#session
    if (this.#begun === 'write') session?.all('COMMIT').catch(() => session.drop())
    this.#begun = 'nothing'
  }

  async close(): Promise<void> {
    await this.#session?.close()
    this.#session = null
  }

  async #reach(): Promise<Session> {
    for (const limit = AbortSignal.timeout(REACH_MS); ; ) {
      if (this.#session !== null && !this.#session.isLost) return this.#session
      try {
        const session = await Session.open(this.#url)
        this.#session = session
        const { last } = this.#replica
        if (last !== null) await assertHas(session, last)
        return session
      } catch (error) {
        this.#drop()
        if (error instanceof OtherHistory) throw error
        if (limit.aborted) throw new Error(`the database cannot be reached: ${asError(error).message}`)
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }

  #drop(): void {
    this.#begun = 'nothing'
    this.#session?.drop()
    this.#session = null
  }
}

/**
 * Throws where a server that had lost commits took over: it does not have this one, or has given its number to another. A log
 * that begins later says nothing.
 */
async function assertHas(session: Session, { number, redo, entries }: SeenCommit): Promise<void> {
  const [row] = await session.all(`SELECT head.number AS head, redo, entries FROM keybrake_log_head AS head
    LEFT JOIN keybrake_log AS log ON log.number = ${number}`)
  const head = numberIn(row, 'head')
  if (head < number) throw new OtherHistory(`the database has ${head} commits, this store has seen ${number}`)
  if (row === undefined || row['redo'] === null) return
  if (textIn(row, 'redo') === redo && textIn(row, 'entries') === entries) return
  throw new OtherHistory(`the database has another commit ${number} than this store has seen`)
}

/** The log is not the one that this store has followed. Opening the store again makes its replica anew. */
class OtherHistory extends Error {}

/** A literal of bytes: no text of a caller ever stands in a statement as it is. */
const hex = (value: string | Uint8Array): string =>
  `'\\x${(typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength)).toString('hex')}'`

function commitIn(row: Row): Parameters<Replica['follow']>[0] {
  const changes = row['changes']
  return {
    number: numberIn(row, 'number'),
    node: numberIn(row, 'node'),
    clock: numberIn(row, 'clock'),
    redo: textIn(row, 'redo'),
    entries: textIn(row, 'entries'),
    changes: Buffer.isBuffer(changes) ? changes : null,
  }
}

const textIn = (row: Row, name: string): string => bytesIn(row, name).toString('utf8')
