/** Random bytes drawn from the system many at once: the way there costs far more than what it brings. */
import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 4_096
const pool = Buffer.alloc(POOL_BYTES)
let at = POOL_BYTES

/**
 * Gives `use` random bytes that nobody else gets. They are erased when it returns: what was made of them stands nowhere else.
 *
 * @param count at most 4,096
 */
export function withRandomBytes<T>(count: number, use: (bytes: Buffer) => T): T {
  if (count > POOL_BYTES) throw new RangeError(`at most ${POOL_BYTES} random bytes at once`)
  if (at + count > POOL_BYTES) {
    randomFillSync(pool)
    at = 0
  }
  const bytes = pool.subarray(at, at + count)
  at += count
  try {
    return use(bytes)
  } finally {
    bytes.fill(0)
  }
}
