/** Cursors of lists: the number of the last row shown. Rows that arrive later are newer and stand before it. */
const FORM = /^[0-9]{1,15}$/

export const cursorOf = (seq: number): string => String(seq)

/** Rows before this number come next. */
export const cursorSeq = (cursor: string | null): number =>
  cursor === null ? Number.MAX_SAFE_INTEGER : Number.parseInt(cursor, 10)

/** Asked before the command goes to the writer: a verb that throws undoes its batch. @throws RangeError */
export function checkCursor(cursor: string | null): void {
  if (cursor !== null && !FORM.test(cursor)) throw new RangeError('this is not a cursor of this list')
}
