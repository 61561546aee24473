/**
 * Lists by nearness to a cap. What is spent changes with every call, so no index has this order: the newest ones are looked at,
 * in small pages with room for calls between them, and the answer says so.
 */
import type { BudgetLine } from '@keybrake/core'
import type { Page } from '@keybrake/ledger'

export const LOOKED_AT_MAX = 5_000
const PAGE = 200

/** Parts of a million, so that a comparison needs no fractions. */
const WHOLE = 1_000_000n

/** How much of its fullest cap is used: 1,000,000 is all of it. -1: nothing is capped. */
export function fullness(lines: readonly Pick<BudgetLine, 'cap' | 'spent' | 'held'>[]): bigint {
  let fullest = -1n
  for (const { cap, spent, held } of lines) {
    if (cap === null) continue
    const used = cap === 0n ? WHOLE : ((spent + held) * WHOLE) / cap
    if (used > fullest) fullest = used
  }
  return fullest
}

export interface Nearest<T> {
  readonly data: readonly T[]
  readonly considered: number
  /** These are all there are. */
  readonly complete: boolean
}

/** Every one of the newest, in pages. */
export async function* newest<T>(
  read: (limit: number, cursor: string | null) => Promise<Page<T>>,
): AsyncGenerator<T, boolean> {
  let cursor: string | null = null
  for (let seen = 0; seen < LOOKED_AT_MAX; ) {
    const page: Page<T> = await read(Math.min(PAGE, LOOKED_AT_MAX - seen), cursor)
    yield* page.data
    seen += page.data.length
    cursor = page.nextCursor
    if (cursor === null) return true
    await new Promise((resolve) => setImmediate(resolve))
  }
  return false
}

export async function nearest<T>(
  read: (limit: number, cursor: string | null) => Promise<Page<T>>,
  linesOf: (item: T) => readonly Pick<BudgetLine, 'cap' | 'spent' | 'held'>[],
  limit: number,
): Promise<Nearest<T>> {
  const found: { readonly item: T; readonly full: bigint }[] = []
  const all = newest(read)
  let next = await all.next()
  for (; next.done !== true; next = await all.next())
    found.push({ item: next.value, full: fullness(linesOf(next.value)) })
  const ranked = found.toSorted((a, b) => (a.full === b.full ? 0 : a.full < b.full ? 1 : -1))
  return { data: ranked.slice(0, limit).map(({ item }) => item), considered: found.length, complete: next.value }
}
