/** One turn: a closed loop of so many connections against one target, with what it cost. */
import { REPOSITORY, runCommand } from '../../scripts/lib/run-command.ts'
import { coreTimes, cpuSeconds, untilIdle } from './cpu.ts'
import { FEED_CORE } from './process.ts'
import type { Target } from './targets.ts'

export interface Turn {
  readonly target: string
  readonly connections: number
  readonly round: number
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  /** Over all threads of the proxy, with the work it put off until after the load; null for the upstream alone. */
  readonly cpuUsPerRequest: number | null
  /** Answers other than 2xx, and socket errors. */
  readonly bad: number
  /** Share of a core, on the proxy's core: taken by other processes, and by the host. */
  readonly foreignShare: number
  readonly stolenShare: number
}

const DRAIN_MS = 20_000

interface Load {
  readonly requests: number
  readonly durationUs: number
  readonly p50Us: number
  readonly p99Us: number
  readonly badStatus: number
  readonly socketErrors: number
}

export async function takeTurn(
  target: Target,
  connections: number,
  seconds: number,
  round: number,
  bearersFile: string,
): Promise<Turn> {
  const cores = coreTimes()
  const startedMs = performance.now()
  const cpu = target.pid === null ? 0 : cpuSeconds(target.pid)
  const load = await runLoad(target, connections, seconds, bearersFile)
  if (target.pid !== null) await untilIdle(target.pid, DRAIN_MS)
  const spentS = target.pid === null ? 0 : cpuSeconds(target.pid) - cpu
  const wallS = (performance.now() - startedMs) / 1000
  const after = coreTimes()
  return {
    target: target.name,
    connections,
    round,
    requests: load.requests,
    requestsPerSecond: load.requests / (load.durationUs / 1e6),
    p50Us: load.p50Us,
    p99Us: load.p99Us,
    cpuUsPerRequest: target.pid === null ? null : (spentS * 1e6) / load.requests,
    bad: load.badStatus + load.socketErrors,
    foreignShare: Math.max(0, (after.busyS - cores.busyS - spentS) / wallS),
    stolenShare: (after.stolenS - cores.stolenS) / wallS,
  }
}

async function runLoad(target: Target, connections: number, seconds: number, bearersFile: string): Promise<Load> {
  const { origin, pathname } = new URL(target.url)
  const wrk = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', 'bench/load.lua', origin]
  const { output } = await runCommand('taskset', [
    '-c',
    String(FEED_CORE),
    ...wrk,
    '--',
    pathname,
    bearersFile,
    ...target.headers,
  ])
  const result = /^RESULT (.*)$/m.exec(output)?.[1]
  if (result === undefined) throw new Error(`wrk gave no result for ${target.name} (${REPOSITORY})\n${output}`)
  return JSON.parse(result) as Load
}
