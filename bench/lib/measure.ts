/** What a load on a target cost, and how far the machine was the target's meanwhile. */
import { coreTimes, cpuSeconds, untilIdle } from './cpu.ts'
import type { Target } from './peers/peer.ts'

export interface Cost {
  /** Over all threads of the target and its servers, with the work it put off until after the load; null for the upstream alone. */
  readonly cpuUsPerRequest: number | null
  /** Share of a core, on the proxy's core: taken by other processes, and by the host. */
  readonly foreignShare: number
  readonly stolenShare: number
}

const DRAIN_MS = 20_000

/** @param requests how many a load came to, by what it answered */
export async function measured<T>(
  { pids }: Pick<Target, 'pids'>,
  load: () => Promise<T>,
  requests: (result: T) => number,
): Promise<{ readonly result: T; readonly cost: Cost }> {
  const cores = coreTimes()
  const startedMs = performance.now()
  const cpu = cpuSeconds(pids)
  const result = await load()
  if (pids.length > 0) await untilIdle(pids, DRAIN_MS)
  const spentS = cpuSeconds(pids) - cpu
  const wallS = (performance.now() - startedMs) / 1000
  const after = coreTimes()
  const cost = {
    cpuUsPerRequest: pids.length === 0 ? null : (spentS * 1e6) / requests(result),
    foreignShare: Math.max(0, (after.busyS - cores.busyS - spentS) / wallS),
    stolenShare: (after.stolenS - cores.stolenS) / wallS,
  }
  return { result, cost }
}
