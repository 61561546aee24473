/**
 * A block: a part of what a budget may still spend, set aside by a commit before it is needed (writer/blocks.ts). It is part of what
 * the budget counts, so every text of the counts says what of the block was left then.
 */
import { amountsText, type Four, same } from './draw.ts'

/** What the newest commit added, of which nobody knows yet whether it is durable. */
export interface Fresh {
  readonly amounts: Four<bigint>
  readonly until: number
  /** Number of that commit; -1: whichever was the last when the block came back from its text. */
  commit: number
}

export interface Block {
  /** In each of the present windows, what is fresh included. */
  left: Four<bigint>
  /** The ledger's time (epoch ms) from which on the durable part may not be drawn on any more. */
  until: number
  fresh: Fresh | null
  /** What it had when it was leased or renewed, when that was (epoch ms; -1: not known), and what was drawn since. */
  size: bigint
  since: number
  drawn: bigint
}

/** As it stands at the end of the text of what a budget counts. */
export type StoredBlock = readonly [until: number, ...left: string[]]

export const blockText = ({ left, until, fresh }: Block): string => `[${fresh?.until ?? until},${amountsText(left)}]`

/** Nothing of it may be drawn on until the commit that it is of is known to be durable. */
export function blockFrom([until, hour = '0', day = hour, month = hour, total = hour]: StoredBlock): Block {
  const left: Four<bigint> = [BigInt(hour), BigInt(day), BigInt(month), BigInt(total)]
  const size = left.reduce((a, b) => (a > b ? a : b))
  return { left, until: 0, fresh: { amounts: left, until, commit: -1 }, size, since: -1, drawn: 0n }
}

/** A block that is fresh as a whole. */
export const freshBlock = (size: bigint, at: number, until: number, commit: number): Block => ({
  left: same(size),
  until: 0,
  fresh: { amounts: same(size), until, commit },
  size,
  since: at,
  drawn: 0n,
})
