/** How large blocks are, and when they are renewed. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type Caps, instant, microUsd } from '@keybrake/core'
import { Blocks } from './blocks.ts'
import { newBudget } from './counters.ts'
import type { Budget } from './records/budget.ts'
import { countsTail, unpackCounts } from './records/counts.ts'
import { same } from './records/draw.ts'

const AT = instant(Date.parse('2026-03-02T09:30:00Z'))

const budgetOf = (caps: Caps): Budget =>
  newBudget({ id: 'b', kind: 'key', name: 'b', caps, anchor: AT, dayReset: { kind: 'anchored' }, run: null }, AT)

/** One commit after another, each of one call. */
class Caller {
  readonly blocks = new Blocks(0)
  readonly budget: Budget
  number = 0
  at = AT

  constructor(caps: Caps) {
    this.budget = budgetOf(caps)
  }

  /** Whether the call need not wait. */
  call(amount: bigint): boolean {
    return this.commit(1, amount)
  }

  /** The same for calls that are one commit. */
  commit(calls: number, amount: bigint): boolean {
    this.blocks.begin(++this.number)
    for (let call = 0; call < calls; call++) {
      for (const count of this.budget.counts.windows) count.held += amount
      this.blocks.draw(this.budget, same(amount), this.at)
    }
    return this.blocks.isCovered
  }

  sync(): void {
    this.blocks.durable = this.number
  }

  get left(): bigint {
    return this.budget.counts.block?.left[3] ?? 0n
  }

  /** Calls until one has to wait. */
  get covered(): number {
    let count = 0
    while (count < 1_000_000 && this.call(10n)) count++
    return count
  }
}

test('a block is leased by a call that waits, and is drawn on when that is durable', () => {
  const caller = new Caller({})
  equal(caller.call(10n), false)
  equal(caller.left, 1000n, 'a hundred calls')
  equal(caller.call(10n), false, 'nobody knows yet whether the block is on disk')
  caller.sync()
  equal(caller.call(10n), true)
  equal(caller.left, 990n)
})

test('a block is an eighth of what remains under the tightest cap at most, and none where that is less than a call', () => {
  const caller = new Caller({ total: microUsd(10_000n), hour: microUsd(810n) })
  caller.call(10n)
  equal(caller.left, 100n)
  const near = new Caller({ total: microUsd(80n) })
  near.call(10n)
  equal(near.left, 0n)
  near.sync()
  equal(near.call(10n), false)
})

test('half used it is renewed, and the new part waits for its sync', () => {
  const caller = new Caller({})
  caller.call(10n)
  caller.sync()
  const began = caller.number
  equal(caller.covered, 100, 'without a sync no more than the block')
  equal(caller.number - began, 101)
  caller.sync()
  for (let count = 0; count < 1000; count++) {
    ok(caller.call(10n), `call ${count}`)
    if (caller.blocks.takeUrgent()) caller.sync()
  }
})

test('where much is spent, or syncs are slow, blocks are larger', () => {
  const sizeAfter = (calls: number, syncMs: number): bigint => {
    const caller = new Caller({})
    caller.blocks.learnSync(syncMs)
    caller.call(10n)
    for (let count = 0; count < calls; count++) {
      if (count % 10 === 0) caller.at = instant(caller.at + 1)
      caller.sync()
      caller.call(10n)
    }
    return caller.budget.counts.block?.size ?? 0n
  }
  equal(sizeAfter(10, 1), 1000n)
  const quick = sizeAfter(20_000, 1)
  ok(quick > 50_000n && quick < 200_000n, `ten calls of 10 in a millisecond: ${quick}`)
  ok(sizeAfter(20_000, 1000) > 4n * quick)
})

/**
 * Calls at a steady rate, where a commit that waits holds up all behind it, which are one commit then.
 *
 * @param syncMs how long the sync takes that begins at this moment
 * @returns the moments when a commit had to wait
 */
function waitsAt(callsPerMs: number, forMs: number, syncMs: (atMs: number) => number): readonly number[] {
  const caller = new Caller({})
  const waits: number[] = []
  let due = 0
  let waiting: number | null = null
  let sync: { readonly number: number; readonly beganMs: number; readonly endsMs: number } | null = null
  for (let ms = 0; ms < forMs; ms++) {
    caller.at = instant(AT + ms)
    due += callsPerMs
    if (sync !== null && ms >= sync.endsMs) {
      caller.blocks.durable = sync.number
      caller.blocks.learnSync(ms - sync.beganMs)
      if (waiting !== null && waiting <= sync.number) waiting = null
      sync = null
    }
    if (waiting === null && due >= 1) {
      const isCovered = caller.commit(Math.floor(due), 10n)
      due %= 1
      if (!isCovered) {
        waiting = caller.number
        waits.push(ms)
      }
    }
    if (sync === null && (waiting !== null || caller.blocks.takeUrgent() || ms % 100 === 0))
      sync = { number: caller.number, beganMs: ms, endsMs: ms + syncMs(ms) }
  }
  return waits
}

test('calls that piled up behind a slow disk do not keep blocks small: soon none waits any more', () => {
  for (const rate of [0.3, 1, 5]) {
    const waits = waitsAt(rate, 60_000, () => 1_000)
    ok((waits.at(-1) ?? 0) < 15_000, `${rate} calls a ms wait at ${waits.join()}`)
  }
})

test('a sync that takes three times as long now and then makes nobody wait', () => {
  const waits = waitsAt(1, 120_000, (atMs) => (atMs % 60_000 >= 59_000 ? 3_000 : 1_000))
  ok((waits.at(-1) ?? 0) < 15_000, `calls wait at ${waits.join()}`)
})

test('a disk that becomes slow under load is waited for a few times at most', () => {
  const waits = waitsAt(1, 120_000, (atMs) => (atMs < 30_000 ? 5 : 1_000)).filter((ms) => ms > 5_000)
  ok(waits.length <= 6, `calls wait at ${waits.join()}`)
  ok((waits.at(-1) ?? 0) < 45_000, `calls wait at ${waits.join()}`)
})

test('a block that was not used for a minute is not drawn on any more', () => {
  const caller = new Caller({})
  caller.call(10n)
  caller.sync()
  caller.at = instant(AT + 59_999)
  equal(caller.call(10n), true)
  caller.at = instant(AT + 60_000)
  equal(caller.call(10n), false, 'the renewed block is not durable')
  caller.sync()
  equal(caller.call(10n), true)
  const idle = new Caller({})
  idle.call(10n)
  idle.sync()
  idle.at = instant(AT + 60_000)
  equal(idle.call(10n), false)
})

test('a block that comes back from its text is not drawn on before that text is durable', () => {
  const caller = new Caller({})
  caller.call(10n)
  caller.sync()
  caller.call(10n)
  const { budget } = caller
  const text = `[7,0,1,0,1,0,1${countsTail(budget)}`
  const { block } = unpackCounts(text, AT)
  deepEqual([block?.left, block?.fresh?.until], [same(990n), AT + 60_000])
  budget.counts.block = block
  equal(caller.call(10n), false)
  caller.sync()
  equal(caller.call(10n), true)
})
