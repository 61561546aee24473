/** What an entry of another store says of calls under way: rates and concurrency are counted over all stores. */
import type { Memory } from './memory.ts'

const ADMIT = /^\{"k":"admit","id":"([^"\\]+)","t":(\d+),"key":"([^"\\]+)"/
const END = /^\{"k":"(?:outcome|resolution)","id":"([^"\\]+)"/

export function followCall(memory: Memory, entry: string): void {
  const [, ended] = END.exec(entry) ?? []
  if (ended !== undefined) {
    memory.unfollow(ended)
    return
  }
  const [, callId, at, keyId] = ADMIT.exec(entry) ?? []
  if (callId !== undefined && keyId !== undefined) memory.follow(callId, keyId, Number.parseInt(at ?? '', 10))
}
