/** Where a file of the log begins and ends. It is signed, and written in the same commit as the entries it speaks of. */
import { type Hash, isSigned, sign } from './chain.ts'

export interface Head {
  readonly chain: string
  readonly firstSeq: number
  /** Hash of the entry before the first one: the last of the file before, or the chain's genesis. */
  readonly firstHash: Hash
  /** The last outbox batch whose lines are in the log. */
  readonly batch: number
  readonly seq: number
  readonly hash: Hash
  /** Where the text of the entries ends. */
  readonly bytes: number
  readonly calls: number
  readonly timeMin: number
  readonly timeMax: number
}

const textOf = (head: Head): string =>
  JSON.stringify([
    head.chain,
    head.firstSeq,
    head.firstHash,
    head.batch,
    head.seq,
    head.hash,
    head.bytes,
    head.calls,
    head.timeMin,
    head.timeMax,
  ])

export const signHead = (key: Uint8Array, head: Head): Uint8Array => sign(key, 'head', textOf(head))

export const isSignedHead = (key: Uint8Array, head: Head, mac: Uint8Array): boolean =>
  isSigned(key, 'head', textOf(head), mac)
