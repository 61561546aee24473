/**
 * Leases: which calls need not wait for the disk. A process that is killed loses nothing that it wrote; only a power cut takes
 * what was not synced. So a durable commit sets a block of a budget's room aside, and a call that fits into the durable part
 * of a block of each budget it draws on is answered when it is written. After a power cut, what is left of a block in the last
 * text that is there counts as spent (money/count-blocks.ts): calls that were lost drew no more than that.
 *
 * Every call is checked against the caps all the same. A block only says how much may be lost without the cap being lost.
 */
import type { Instant } from '@keybrake/core'
import type { Block } from './records/block.ts'
import { freshBlock } from './records/block.ts'
import type { Budget } from './records/budget.ts'
import { type Four, INDEXES } from './records/draw.ts'

/** Blocks hold so many calls at least. */
const CALLS_MIN = 100n
/** Of what remains under the tightest cap, a block takes one part in so many: near exhaustion it is less than a call. */
const SHARE = 8n
/** How long a block may be drawn on: what a budget does not use is not counted after a power cut. */
const LIFE_MS = 60_000
/** What is spent in so long fits into a block, also where syncs are quick. */
const SPAN_MS = 1_000
/**
 * Half a block must last while a sync is under way and the next one is waited for, which takes three times as long where the
 * journal begins another file; twice that, to be safe.
 */
const SYNCS = 16
/** What is left of a slow sync's say after each sync that follows. */
const FADES = 0.9
/** What came within so long came at once: it says little of what comes. */
const BURST_MS = 10
/** For the same reason: a renewed block is at most so many times as large. */
const GROWTH = 8n

export class Blocks {
  /** Every commit up to this one survives a power cut. */
  durable: number
  #next = 0
  #isCovered = true
  #isUrgent = false
  #spanMs = SPAN_MS

  /** @param durable number of the last commit that survives a power cut */
  constructor(durable: number) {
    this.durable = durable
  }

  /** A commit of this number begins. */
  begin(number: number): void {
    this.#next = number
    this.#isCovered = true
  }

  /** Whether every call of the commit lies in blocks. */
  get isCovered(): boolean {
    return this.#isCovered
  }

  /** A call of this commit must be durable before it is answered, whatever it draws. */
  wait(): void {
    this.#isCovered = false
  }

  /** Whether blocks were renewed since this was asked last: they are waited for soon. */
  takeUrgent(): boolean {
    const isUrgent = this.#isUrgent
    this.#isUrgent = false
    return isUrgent
  }

  /** How long a sync took, in the ledger's time, so that blocks last for some of them. */
  learnSync(ms: number): void {
    this.#spanMs = Math.max(SPAN_MS, SYNCS * ms, FADES * this.#spanMs)
  }

  /** A call draws on a budget, whose counts have it already. */
  draw(budget: Budget, amounts: Four<bigint>, at: Instant): void {
    const most = largest(amounts)
    if (most === 0n) return
    const { counts } = budget
    const { block } = counts
    if (block !== null) this.#ripen(block)
    if (block === null || at >= block.until || !fits(amounts, block)) {
      this.#isCovered = false
      counts.block = this.#lease(budget, block, most, at)
      return
    }
    block.left = less(block.left, amounts)
    block.drawn += most
    if (block.fresh === null && isLow(block, at)) this.#renew(budget, block, most, at)
  }

  #lease(budget: Budget, former: Block | null, most: bigint, at: Instant): Block | null {
    // Of calls that came at once, the number says nothing of what comes. What was learned before them stands: they may be
    // those that waited while a sync was slow.
    const isOfThisCommit = former?.fresh?.commit === this.#next
    const size = this.#size(budget, most, isOfThisCommit ? former.size : pace(former, at, this.#spanMs))
    if (size < most) return null
    const block = freshBlock(size, at, at + LIFE_MS, this.#next)
    if (isOfThisCommit) block.drawn = former.drawn
    block.drawn += most
    return block
  }

  #ripen(block: Block): void {
    const { fresh } = block
    if (fresh === null) return
    if (fresh.commit < 0) fresh.commit = this.#next - 1
    if (fresh.commit > this.durable) return
    block.until = fresh.until
    block.fresh = null
  }

  #renew(budget: Budget, block: Block, most: bigint, at: Instant): void {
    const size = this.#size(budget, most, pace(block, at, this.#spanMs))
    if (size < most) return
    const missing = (index: 0 | 1 | 2 | 3): bigint => (size > block.left[index] ? size - block.left[index] : 0n)
    const amounts: Four<bigint> = [missing(0), missing(1), missing(2), missing(3)]
    block.left = plus(block.left, amounts)
    block.fresh = { amounts, until: at + LIFE_MS, commit: this.#next }
    block.size = size
    block.since = at
    block.drawn = 0n
    this.#isUrgent = true
  }

  #size({ caps, counts }: Budget, most: bigint, paced: bigint): bigint {
    let size = CALLS_MIN * most
    if (paced > size) size = paced
    for (const index of INDEXES) {
      const cap = caps[index] ?? null
      if (cap === null) continue
      const { spent, held } = counts.windows[index]
      const share = (cap - spent - held) / SHARE
      if (share < size) size = share
    }
    return size
  }
}

/** What would be drawn in `spanMs` as since the block was renewed. */
function pace(block: Block | null, at: number, spanMs: number): bigint {
  if (block === null || block.since < 0) return 0n
  const paced = (block.drawn * BigInt(Math.ceil(spanMs))) / BigInt(Math.max(BURST_MS, at - block.since))
  const most = block.size * GROWTH
  return paced < most ? paced : most
}

const isLow = ({ left, size, until }: Block, at: number): boolean =>
  at >= until - LIFE_MS / 2 || left.some((amount) => 2n * amount < size)

/** Whether the durable part has room for it. */
const fits = (amounts: Four<bigint>, { left, fresh }: Block): boolean =>
  INDEXES.every((index) => amounts[index] <= left[index] - (fresh === null ? 0n : fresh.amounts[index]))

const less = (a: Four<bigint>, b: Four<bigint>): Four<bigint> => [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]]
const plus = (a: Four<bigint>, b: Four<bigint>): Four<bigint> => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
const largest = (amounts: Four<bigint>): bigint => amounts.reduce((a, b) => (a > b ? a : b))
