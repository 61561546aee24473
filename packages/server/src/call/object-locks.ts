/**
 * Calls that name the same vendor object go one after another, from the question to the answer: between asking an amount
 * and moving it, no other call of ours may change it.
 */
export class ObjectLocks {
  readonly #queues = new Map<string, Promise<void>>()

  /** Resolves with the release once every earlier holder of one of the names has released; null after `waitMsMax`. */
  async acquire(names: readonly string[], waitMsMax: number): Promise<(() => void) | null> {
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
