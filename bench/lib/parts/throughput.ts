/** Closed loops: how many calls a second each target makes of one core, with so many connections that always wait for it. */
import { runWrk } from '../load/wrk.ts'
import { type Cost, measured } from '../measure.ts'
import type { Target } from '../peers/peer.ts'
import { type OnFault, takeTurns } from './in-turn.ts'

export interface ThroughputTurn extends Cost {
  readonly target: string
  readonly connections: number
  readonly round: number
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  /** Answers other than 2xx, and socket errors. */
  readonly bad: number
}

export interface ThroughputWishes {
  readonly connections: readonly number[]
  readonly seconds: number
}

export async function throughputRound(
  targets: readonly Target[],
  { connections, seconds }: ThroughputWishes,
  round: number,
  onFault: OnFault,
): Promise<readonly ThroughputTurn[]> {
  const turns: ThroughputTurn[] = []
  for (const count of connections)
    turns.push(
      ...(await takeTurns(targets, round, {
        what: ({ name }) => `${name} at ${count} connections`,
        take: (target) => throughputTurn(target, count, seconds, round),
        onFault,
      })),
    )
  return turns
}

async function throughputTurn(
  target: Target,
  connections: number,
  seconds: number,
  round: number,
): Promise<ThroughputTurn> {
  const { result, cost } = await measured(
    target,
    () => runWrk(target, connections, seconds),
    ({ requests }) => requests,
  )
  const { requests, durationUs, p50Us, p99Us, badStatus, socketErrors } = result
  const requestsPerSecond = requests / (durationUs / 1e6)
  process.stdout.write(
    `round ${round}, ${connections} connections, ${target.name}: ${Math.round(requestsPerSecond)} req/s, p50 ${p50Us} µs\n`,
  )
  const bad = badStatus + socketErrors
  return { target: target.name, connections, round, requests, requestsPerSecond, p50Us, p99Us, bad, ...cost }
}
