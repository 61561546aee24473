/** What an entry of another commit says of calls under way: rates and concurrency are counted over all stores. */

const ADMIT = /^\{"k":"admit","id":"([^"\\]+)","t":(\d+),"key":"([^"\\]+)"/
const END = /^\{"k":"(?:outcome|resolution)","id":"([^"\\]+)"/

export interface CallEvents {
  /** @param at when, in epoch milliseconds */
  readonly began: (callId: string, keyId: string, at: number) => void
  readonly ended: (callId: string) => void
}

export function followCall(entry: string, { began, ended }: CallEvents): void {
  const [, over] = END.exec(entry) ?? []
  if (over !== undefined) {
    ended(over)
    return
  }
  const [, callId, at, keyId] = ADMIT.exec(entry) ?? []
  if (callId !== undefined && keyId !== undefined) began(callId, keyId, Number.parseInt(at ?? '', 10))
}
