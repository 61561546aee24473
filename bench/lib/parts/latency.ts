/** Open loops: how long a call takes at a rate that the target can bear, all calls on one hot budget. */
import type { OpenJob } from '../load/job.ts'
import { runLoad } from '../load/run-load.ts'
import { STRANGERS } from '../load/wrk.ts'
import { type Cost, measured } from '../measure.ts'
import { CONTENT_TYPE, requestBody } from '../messages.ts'
import type { Target } from '../peers/peer.ts'
import { type OnFault, takeTurns } from './in-turn.ts'

export interface LatencyTurn extends Cost {
  readonly target: string
  readonly callsPerSecond: number
  readonly round: number
  /** Answers a second; below the rate where the target cannot bear it. */
  readonly answersPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
  readonly bad: number
  /** How late the generator itself was with 1 % of the calls: above a few µs the machine was not quiet. */
  readonly lateP99Us: number
}

export interface LatencyWishes {
  readonly rates: readonly number[]
  readonly seconds: number
  readonly warmUpS: number
}

/** Enough for 3,000 calls/s through a stall of 80 ms; a longer one is waited for in the generator, which counts as well. */
const CONNECTIONS = 256

export async function latencyRound(
  targets: readonly Target[],
  { rates, seconds, warmUpS }: LatencyWishes,
  round: number,
  onFault: OnFault,
): Promise<readonly LatencyTurn[]> {
  const turns: LatencyTurn[] = []
  for (const callsPerSecond of rates)
    turns.push(
      ...(await takeTurns(targets, round, {
        what: ({ name }) => `${name} at ${callsPerSecond} calls/s`,
        take: (target) => latencyTurn(target, openJob(target, callsPerSecond, warmUpS, seconds), round),
        onFault,
      })),
    )
  return turns
}

async function latencyTurn(target: Target, job: OpenJob, round: number): Promise<LatencyTurn> {
  const { result, cost } = await measured(
    target,
    () => runLoad(job),
    ({ answered }) => answered,
  )
  const { callsPerSecond, seconds } = job
  const { counted, elapsedS, p50Us, p99Us, p999Us, bad, lateP99Us } = result
  const answersPerSecond = counted / Math.max(elapsedS, seconds)
  process.stdout.write(`round ${round}, ${callsPerSecond} calls/s, ${target.name}: p50 ${p50Us} µs, p99 ${p99Us} µs\n`)
  return {
    ...{ target: target.name, callsPerSecond, round, answersPerSecond },
    ...{ p50Us, p99Us, p999Us, bad, lateP99Us, ...cost },
  }
}

function openJob(target: Target, callsPerSecond: number, warmUpS: number, seconds: number): OpenJob {
  const [bearer = ''] = target.bearers ?? STRANGERS
  return {
    kind: 'open',
    url: target.url,
    headers: {
      'Content-Type': CONTENT_TYPE[target.language],
      Authorization: `Bearer ${bearer}`,
      ...target.headers,
    },
    body: requestBody(target.language),
    connections: CONNECTIONS,
    ...{ callsPerSecond, warmUpS, seconds },
  }
}
