/**
 * What the vendor's own books show that did not pass the proxy: the sign of a leaked real secret. A movement passed where a
 * priced call of ours counts an object that it is about, or where it carries the mark of a call that never learned its object.
 */
import type { Instant } from '@keybrake/core'
import type { Movement, Question, VendorAdapter, VendorAnswer } from '@keybrake/vendors'

/** A row of the audit log, as far as the report asks. */
export interface BookRow {
  /** It counts money, or counted some. A read, or a change that is free, vouches for nothing: anyone may make one. */
  readonly isPriced: boolean
  readonly vendorObjectId: string | null
}

export interface BooksSource {
  page(question: Question): Promise<VendorAnswer>
  /** Rows of calls to this vendor that name the object. */
  rowsOf(vendorObjectId: string): Promise<readonly BookRow[]>
  /** The row of a call to this vendor. */
  rowOfCall(callId: string): Promise<BookRow | null>
}

export interface BooksReport {
  /** Movements in the books since then. */
  readonly seen: number
  /** Those of them that did not pass, newest first. Fees and automatic payouts of the vendor are among them. */
  readonly strays: readonly Movement[]
}

/** Throws where the vendor has no books that can be read, or an answer is none: a report must not leave anything out. */
export async function reportBooks(adapter: VendorAdapter, since: Instant, source: BooksSource): Promise<BooksReport> {
  const strays: Movement[] = []
  let seen = 0
  for await (const movement of movementsOf(adapter, since, source)) {
    seen++
    if (!(await hasPassed(movement, source))) strays.push(movement)
  }
  return { seen, strays }
}

async function* movementsOf(adapter: VendorAdapter, since: Instant, source: BooksSource): AsyncGenerator<Movement> {
  let after: string | null = null
  do {
    const question: Question | undefined = adapter.movements?.(since, after)
    if (question === undefined) throw new Error(`the books of ${adapter.vendor} cannot be read`)
    const answer = await source.page(question)
    const page = adapter.readMovements?.(answer) ?? null
    if (page === null) throw new Error(`${adapter.vendor} answered ${answer.status} with what is no page of its books`)
    yield* page.movements
    if (page.next !== null && page.next === after) throw new Error(`the books of ${adapter.vendor} do not go on`)
    after = page.next
  } while (after !== null)
}

async function hasPassed({ objects, callId }: Movement, source: BooksSource): Promise<boolean> {
  for (const object of objects) {
    const rows = await source.rowsOf(object)
    if (rows.some(({ isPriced }) => isPriced)) return true
  }
  if (callId === null) return false
  // Whoever holds the secret can read marks and copy one: it vouches only for a call whose answer was lost.
  const row = await source.rowOfCall(callId)
  return row !== null && row.isPriced && row.vendorObjectId === null
}
