/**
 * Calls that name the same vendor object go one after another, from the question to the answer: between asking an amount
 * and moving it, no other call of ours may change it, at whichever process that shares the ledger.
 */
import type { SharedLock, SharedLocks } from '@keybrake/ledger'

export type ObjectLock = SharedLock

export class ObjectLocks {
  readonly #shared: SharedLocks | null
  readonly #queues = new Map<string, Promise<void>>()

  /** @param shared over other processes; null: there are none */
  constructor(shared: SharedLocks | null) {
    this.#shared = shared
  }

  /**
   * Resolves once every earlier holder of one of the names has released; with null after `waitMsMax`.
   *
   * @throws Error where other processes cannot be asked
   */
  async acquire(names: readonly string[], waitMsMax: number): Promise<ObjectLock | null> {
    const endMs = performance.now() + waitMsMax
    const release = await this.#acquireHere(names, waitMsMax)
    if (release === null || this.#shared === null || names.length === 0)
      return release === null ? null : { isHeld: () => true, release }
    try {
      const shared = await this.#shared.acquire([...new Set(names)], Math.max(0, endMs - performance.now()))
      if (shared === null) {
        release()
        return null
      }
      return {
        isHeld: () => shared.isHeld(),
        release() {
          shared.release()
          release()
        },
      }
    } catch (error) {
      release()
      throw error
    }
  }

  async #acquireHere(names: readonly string[], waitMsMax: number): Promise<(() => void) | null> {
    // One order for all, so that two calls naming the same two objects cannot wait for each other.
    const sorted = [...new Set(names)].sort()
    let release: () => void = () => undefined
    const done = new Promise<void>((resolve) => {
      release = resolve
    })
    const before = sorted.map((name) => this.#queues.get(name)).filter((earlier) => earlier !== undefined)
    for (const name of sorted) {
      const tail = Promise.all([this.#queues.get(name), done]).then(() => undefined)
      this.#queues.set(name, tail)
      void tail.then(() => {
        if (this.#queues.get(name) === tail) this.#queues.delete(name)
      })
    }
    if (before.length === 0 || (await settledWithin(Promise.all(before), waitMsMax))) return release
    release()
    return null
  }
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const inTime = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return inTime
}
