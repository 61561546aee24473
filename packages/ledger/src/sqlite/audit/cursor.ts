/** A place in the log as readers hold it: opaque, and stable while rows arrive, because places never move. */

/** Before every entry there will ever be. */
export const NEWEST = Number.MAX_SAFE_INTEGER

export const cursorOf = (seq: number): string => Buffer.from(`audit ${seq}`).toString('base64url')

/** Throws `RangeError` for a text that is no cursor of this log. */
export function placeOf(cursor: string | null): number {
  if (cursor === null) return NEWEST
  const match = /^audit ([1-9][0-9]{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) throw new RangeError('this is not a cursor of the audit log')
  return Number.parseInt(match[1] as string, 10)
}
