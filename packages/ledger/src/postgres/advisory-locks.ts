/**
 * Names that one store at a time may hold, as advisory locks of the database. They end with the connection that holds them, so a
 * store that was killed holds nothing; one that is cut off finds out with its next statement.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SharedLock, SharedLocks } from '../store.ts'
import { Session } from './session.ts'

/** Between two tries: a vendor's answer, which others wait for, takes as long. */
const AGAIN_MS = 20
/** The server notices after some ten seconds that a store is cut off, and gives its locks to others. */
const SETTINGS = 'SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3'

export class AdvisoryLocks implements SharedLocks {
  readonly #url: string
  #opening: Promise<Session> | null = null

  constructor(url: string) {
    this.#url = url
  }

  async acquire(names: readonly string[], waitMsMax: number): Promise<SharedLock | null> {
    const keys = `{${names.map(keyOf).join(',')}}`
    for (const limit = AbortSignal.timeout(Math.ceil(waitMsMax)); ; await sleep(AGAIN_MS)) {
      const session = await this.#reach()
      if (await takes(session, keys)) return lockOf(session, keys)
      if (limit.aborted) return null
    }
  }

  async close(): Promise<void> {
    const session = await this.#opening?.catch(() => null)
    this.#opening = null
    await session?.close()
  }

  /** One connection for all who wait: whoever finds it lost opens the next one, and the others wait for that. */
  async #reach(): Promise<Session> {
    for (;;) {
      this.#opening ??= openSession(this.#url)
      const mine = this.#opening
      try {
        const session = await mine
        if (!session.isLost) return session
        this.#forget(mine)
      } catch (error) {
        this.#forget(mine)
        throw error
      }
    }
  }

  #forget(opening: Promise<Session>): void {
    if (this.#opening === opening) this.#opening = null
  }
}

async function openSession(url: string): Promise<Session> {
  const session = await Session.open(url)
  try {
    await session.all(SETTINGS)
    return session
  } catch (error) {
    session.drop()
    throw error
  }
}

/** All of the locks, or none. Where no answer comes the server may have given them all the same, so the connection ends, and they with it. */
async function takes(session: Session, keys: string): Promise<boolean> {
  try {
    return await tries(session, keys)
  } catch (error) {
    session.drop()
    throw error
  }
}

async function tries(session: Session, keys: string): Promise<boolean> {
  const rows = await session.all('SELECT key, pg_try_advisory_lock(key) AS is_mine FROM unnest($1::bigint[]) AS key', [
    keys,
  ])
  const mine = rows.filter((row) => row['is_mine'] === true)
  if (mine.length === rows.length) return true
  await unlock(session, `{${mine.map((row) => String(row['key'])).join(',')}}`)
  return false
}

async function unlock(session: Session, keys: string): Promise<void> {
  await session.all('SELECT pg_advisory_unlock(key) FROM unnest($1::bigint[]) AS key', [keys])
}

function lockOf(session: Session, keys: string): SharedLock {
  let isReleased = false
  return {
    isHeld: () => !session.isLost && !isReleased,
    release() {
      if (isReleased) return
      isReleased = true
      // Statements of one connection come one after another: who asks next finds it free. Without an answer the connection ends, and with it the lock.
      unlock(session, keys).catch(() => session.drop())
    },
  }
}

/** The lock's number: two names in 2^64 would share one. */
const keyOf = (name: string): bigint =>
  createHash('sha256').update(`keybrake object\0${name}`).digest().readBigInt64BE()
