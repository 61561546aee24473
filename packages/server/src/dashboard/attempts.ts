/** Slows down whoever tries one credential after the other. By address: a person elsewhere is not locked out. */

const FREE = 5
const WAIT_MS_FIRST = 1_000
const WAIT_MS_MAX = 60_000
const FORGOTTEN_AFTER_MS = 15 * 60_000
const ADDRESSES_MAX = 10_000

interface Record {
  readonly failures: number
  readonly lastMs: number
}

export class Attempts {
  readonly #byAddress = new Map<string, Record>()

  /**
   * Counts an attempt as failed until `succeeded`, so that many at once count as many.
   *
   * @returns how long to wait before the next one; 0: it may be made now, and was counted
   */
  begin(address: string, nowMs: number): number {
    const key = keyOf(address)
    const known = this.#byAddress.get(key)
    const isFresh = known === undefined || nowMs - known.lastMs >= FORGOTTEN_AFTER_MS
    const failures = isFresh ? 0 : known.failures
    const readyMs = isFresh || failures < FREE ? nowMs : known.lastMs + waitMs(failures)
    if (nowMs < readyMs) return readyMs - nowMs
    this.#byAddress.delete(key)
    if (this.#byAddress.size >= ADDRESSES_MAX) this.#byAddress.delete(this.#byAddress.keys().next().value ?? '')
    this.#byAddress.set(key, { failures: failures + 1, lastMs: nowMs })
    return 0
  }

  /** Takes back the attempt just counted, and no other: whoever has a credential could else forget the guesses at another's. */
  succeeded(address: string): void {
    const key = keyOf(address)
    const known = this.#byAddress.get(key)
    if (known === undefined || known.failures <= 1) this.#byAddress.delete(key)
    else this.#byAddress.set(key, { ...known, failures: known.failures - 1 })
  }
}

const waitMs = (failures: number): number => Math.min(WAIT_MS_FIRST * 2 ** (failures - FREE), WAIT_MS_MAX)

/** One subscriber has a whole /64 of IPv6. */
function keyOf(address: string): string {
  const isIPv6 = address.includes(':') && !address.includes('.')
  return isIPv6 ? expanded(address).slice(0, 4).join(':') : address
}

function expanded(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
}
