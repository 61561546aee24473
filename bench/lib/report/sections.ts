/** One table for each part. Figures are medians over rounds; comparisons are taken inside each round. */
import type { FleetTurn } from '../parts/fleet.ts'
import type { KeysTurn } from '../parts/keys.ts'
import type { LatencyTurn } from '../parts/latency.ts'
import type { LedgerTurn } from '../parts/ledgers.ts'
import type { MemoryTurn } from '../parts/memory.ts'
import type { ThroughputTurn } from '../parts/throughput.ts'
import { fixed, nameCell, percent, ratio, table, whole, withRange } from './format.ts'
import { distinct, over, paired, spread } from './spread.ts'

export function throughputTable(turns: readonly ThroughputTurn[]): string {
  const rows = distinct(turns, (turn) => turn.connections).flatMap((connections) => {
    const same = turns.filter((turn) => turn.connections === connections)
    return distinct(same, (turn) => turn.target).map((target) => {
      const figure = (of: (turn: ThroughputTurn) => number): number => over(same, target, of).median
      const added = (of: (turn: ThroughputTurn) => number): string =>
        target === 'direct'
          ? '–'
          : whole(paired(same, target, 'direct', (turn, beside) => of(turn) - of(beside)).median)
      return [
        String(connections),
        nameCell(target),
        whole(figure((turn) => turn.requestsPerSecond)),
        ratio(paired(same, target, 'nginx', (turn, nginx) => turn.requestsPerSecond / nginx.requestsPerSecond)),
        fixed(
          figure((turn) => turn.cpuUsPerRequest ?? NaN),
          1,
        ),
        whole(figure((turn) => turn.p50Us)),
        whole(figure((turn) => turn.p99Us)),
        added((turn) => turn.p50Us),
        added((turn) => turn.p99Us),
        String(badOf(same, target)),
      ]
    })
  })
  return table(
    [
      ['connections', 'right'],
      ['target', 'left'],
      ['req/s', 'right'],
      ['÷ nginx (min–max)', 'right'],
      ['CPU µs/req', 'right'],
      ['p50 µs', 'right'],
      ['p99 µs', 'right'],
      ['added p50 µs', 'right'],
      ['added p99 µs', 'right'],
      ['bad', 'right'],
    ],
    rows,
  )
}

/** Below this share of the rate, a target is said not to bear it. */
const BEARS = 0.98

export function latencyTable(turns: readonly LatencyTurn[]): string {
  const rows = distinct(turns, (turn) => turn.callsPerSecond).flatMap((rate) => {
    const same = turns.filter((turn) => turn.callsPerSecond === rate)
    return distinct(same, (turn) => turn.target).map((target) => {
      const added = (beside: string, of: (turn: LatencyTurn) => number): string =>
        target === beside || target === 'direct'
          ? '–'
          : withRange(
              paired(same, target, beside, (turn, other) => of(turn) - of(other)),
              whole,
            )
      const answers = over(same, target, (turn) => turn.answersPerSecond).median
      return [
        whole(rate),
        nameCell(target),
        answers < rate * BEARS ? `**${whole(answers)}**` : whole(answers),
        whole(over(same, target, (turn) => turn.p50Us).median),
        whole(over(same, target, (turn) => turn.p99Us).median),
        added('direct', (turn) => turn.p50Us),
        added('direct', (turn) => turn.p99Us),
        added('nginx', (turn) => turn.p50Us),
        added('nginx', (turn) => turn.p99Us),
        fixed(over(same, target, (turn) => turn.cpuUsPerRequest ?? NaN).median, 1),
        String(badOf(same, target)),
      ]
    })
  })
  return table(
    [
      ['calls/s', 'right'],
      ['target', 'left'],
      ['answers/s', 'right'],
      ['p50 µs', 'right'],
      ['p99 µs', 'right'],
      ['p50 over direct', 'right'],
      ['p99 over direct', 'right'],
      ['p50 over nginx', 'right'],
      ['p99 over nginx', 'right'],
      ['CPU µs/req', 'right'],
      ['bad', 'right'],
    ],
    rows,
  )
}

export function ledgerTable(turns: readonly LedgerTurn[]): string {
  const rows = distinct(turns, (turn) => turn.budgets).flatMap((budgets) => {
    const same = turns.filter((turn) => turn.budgets === budgets)
    return distinct(same, (turn) => turn.target).map((target) => [
      whole(budgets),
      nameCell(target),
      withRange(
        over(same, target, (turn) => turn.perSecond),
        whole,
      ),
      whole(over(same, target, (turn) => turn.p50Us).median),
      whole(over(same, target, (turn) => turn.p99Us).median),
      fixed(over(same, target, (turn) => turn.cpuUsPerReservation).median, 1),
    ])
  })
  return table(
    [
      ['budgets', 'right'],
      ['ledger', 'left'],
      ['reservations/s (min–max)', 'right'],
      ['p50 µs', 'right'],
      ['p99 µs', 'right'],
      ['CPU µs/reservation', 'right'],
    ],
    rows,
  )
}

export function fleetTable(turns: readonly FleetTurn[]): string {
  const rows = distinct(turns, (turn) => turn.target).map((target) => [
    nameCell(target),
    withRange(
      over(turns, target, (turn) => turn.callsPerSecond),
      whole,
    ),
    whole(over(turns, target, (turn) => turn.p50Us).median),
    whole(over(turns, target, (turn) => turn.p99Us).median),
    fixed(over(turns, target, (turn) => turn.cpuUsPerCall).median, 1),
    fixed(over(turns, target, (turn) => turn.databaseUsPerCall).median, 1),
    String(badOf(turns, target)),
  ])
  return table(
    [
      ['target', 'left'],
      ['calls/s (min–max)', 'right'],
      ['p50 µs', 'right'],
      ['p99 µs', 'right'],
      ['CPU µs/call', 'right'],
      ['of its database', 'right'],
      ['bad', 'right'],
    ],
    rows,
  )
}

export function keysTable(turns: readonly KeysTurn[]): string {
  const rows = distinct(turns, (turn) => turn.target).map((target) => [
    nameCell(target),
    withRange(
      over(turns, target, (turn) => turn.keysPerSecond),
      whole,
    ),
    whole(over(turns, target, (turn) => turn.p50Us).median),
    whole(over(turns, target, (turn) => turn.p99Us).median),
    fixed(over(turns, target, (turn) => turn.cpuUsPerRequest ?? NaN).median, 1),
    String(badOf(turns, target)),
  ])
  return table(
    [
      ['target', 'left'],
      ['keys/s (min–max)', 'right'],
      ['p50 µs', 'right'],
      ['p99 µs', 'right'],
      ['CPU µs/key', 'right'],
      ['bad', 'right'],
    ],
    rows,
  )
}

export function memoryTable(turns: readonly MemoryTurn[]): string {
  const rows = distinct(turns, (turn) => turn.target).map((target) => [
    nameCell(target),
    withRange(
      over(turns, target, (turn) => turn.idleBytes / 1e6),
      whole,
    ),
    withRange(
      over(turns, target, (turn) => turn.busyBytes / 1e6),
      whole,
    ),
    whole(over(turns, target, (turn) => turn.held).min),
    String(badOf(turns, target)),
  ])
  return table(
    [
      ['target', 'left'],
      ['idle MB (min–max)', 'right'],
      ['with calls in flight MB (min–max)', 'right'],
      ['calls in flight', 'right'],
      ['bad', 'right'],
    ],
    rows,
  )
}

/** How far the machine was ours: on the proxy's core, and for the generator, which shares the other with the upstream. */
export function noise(
  turns: readonly { readonly foreignShare: number; readonly stolenShare: number }[],
  latency: readonly LatencyTurn[],
): string {
  const shares = (of: (turn: (typeof turns)[number]) => number): string => {
    const { median, max } = spread(turns.map(of))
    return `${percent(median)} (at most ${percent(max)})`
  }
  const cores = `other processes took ${shares((turn) => turn.foreignShare)} of the proxy’s core, the host ${shares((turn) => turn.stolenShare)}`
  if (latency.length === 0) return cores
  const late = spread(latency.map((turn) => turn.lateP99Us))
  return `${cores}; one in a hundred calls at a fixed rate left ${whole(late.median)} µs late or later (at most ${whole(late.max)})`
}

const badOf = (turns: readonly { readonly target: string; readonly bad: number }[], target: string): number =>
  turns.filter((turn) => turn.target === target).reduce((sum, { bad }) => sum + bad, 0)
