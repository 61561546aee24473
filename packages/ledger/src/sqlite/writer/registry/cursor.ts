/** Cursors of lists: the number of the last row shown. Rows that arrive later are newer and stand before it. */
const FORM = /^[0-9]{1,15}$/

export const cursorOf = (seq: number): string => String(seq)

/** Rows before this number come next. A cursor that this store did not make reads nothing. */
export function cursorSeq(cursor: string | null): number {
  if (cursor === null) return Number.MAX_SAFE_INTEGER
  return FORM.test(cursor) ? Number.parseInt(cursor, 10) : 0
}
