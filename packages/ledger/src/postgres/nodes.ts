/**
 * The stores that share a log, each start of one a number. A store says once a second that it is there; one that has not for a
 * while is gone, and what it had under way may have happened.
 */
import { type Row, Session } from './session.ts'

const BEAT_MS = 1_000
/** Longer than a store can be cut off without giving up what it has under way. */
const GONE_AFTER_S = 10
/** A store that could not say so itself for longer knows nothing of the others: the database may have been away for all. */
const GAP_MS = 3_000

/** Registers a start of a store. Returns its number. */
export async function registerNode(session: Session): Promise<number> {
  const [row] = await session.all('INSERT INTO keybrake_nodes DEFAULT VALUES RETURNING node')
  return nodeIn(row)
}

/**
 * A start whose process is certainly gone. It is not ended yet: calls of it that are in no row (those without cost) are known to the other
 * stores alone, and one of them ends it.
 */
export async function giveUpNode(session: Session, node: number): Promise<void> {
  await session.all(`UPDATE keybrake_nodes SET seen_at = '-infinity' WHERE node = ${node} AND ended_at IS NULL`)
}

async function endNode(session: Session, node: number): Promise<void> {
  await session.all(`UPDATE keybrake_nodes SET ended_at = now() WHERE node = ${node}`)
}

/** The store whose number it is, as far as it concerns the others. */
export interface NodeStore {
  /** False: it stopped for good. It is gone then, though its process is there. */
  readonly isWell: () => boolean
  /** Marks what these stores had under way as unknown; resolves when that is durable. */
  readonly recover: (nodes: readonly number[]) => Promise<unknown>
}

export class Nodes {
  readonly #url: string
  readonly #node: number
  readonly #store: NodeStore
  #session: Session | null = null
  #timer: NodeJS.Timeout | null = null
  #isClosed = false
  /** Since when it has said without a gap that it is there, and when it did so last, in milliseconds of the database's clock. */
  #sinceMs = 0
  #lastMs = Number.NEGATIVE_INFINITY
  #beating: Promise<void> = Promise.resolve()
  #isFirst = false

  constructor(url: string, node: number, store: NodeStore) {
    this.#url = url
    this.#node = node
    this.#store = store
    this.#next(0)
  }

  /** Whether it is the oldest of those that were there a moment ago. Two may think so of themselves, none only for a while. */
  get isFirst(): boolean {
    return this.#isFirst
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#isFirst = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#beating
    await this.#session?.close()
  }

  #next(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat().catch(() => {
        // The database is away: the log says so to whoever needs it.
        this.#session?.drop()
        this.#session = null
        this.#isFirst = false
      })
      void this.#beating.then(() => {
        if (!this.#isClosed) this.#next(BEAT_MS)
      })
    }, ms)
    this.#timer.unref()
  }

  async #beat(): Promise<void> {
    if (!this.#store.isWell()) {
      this.#isFirst = false
      return
    }
    if (this.#session === null || this.#session.isLost) this.#session = await Session.open(this.#url)
    const [beat] = await this.#session.all(
      `UPDATE keybrake_nodes SET seen_at = now(), ended_at = NULL WHERE node = ${this.#node}
        RETURNING (extract(epoch FROM seen_at) * 1000)::float8 AS now`,
    )
    const [first] = await this.#session.all(
      `SELECT min(node) AS node FROM keybrake_nodes
        WHERE ended_at IS NULL AND seen_at >= now() - interval '${GONE_AFTER_S} seconds'`,
    )
    this.#isFirst = nodeIn(first) === this.#node && !this.#isClosed
    const nowMs = timeIn(beat)
    if (nowMs - this.#lastMs > GAP_MS) this.#sinceMs = nowMs
    this.#lastMs = nowMs
    if (nowMs - this.#sinceMs < GONE_AFTER_S * 1_000) return
    const gone = await this.#session.all(
      `SELECT node FROM keybrake_nodes WHERE ended_at IS NULL AND seen_at < now() - interval '${GONE_AFTER_S} seconds'`,
    )
    if (gone.length === 0) return
    const nodes = gone.map(nodeIn)
    await this.#store.recover(nodes)
    for (const node of nodes) await endNode(this.#session, node)
  }
}

function timeIn(row: Row | undefined): number {
  const now = row?.['now']
  if (typeof now !== 'number') throw new Error('the database did not say what time it is')
  return now
}

function nodeIn(row: Row | undefined): number {
  const node = row?.['node']
  if (typeof node !== 'number') throw new Error('a node has no number')
  return node
}
