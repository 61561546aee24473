/** Each connection asks again when it is answered, or asks once; nobody leaves before its answer came. */
import type { Connection } from './connection.ts'
import type { LoadResult } from './job.ts'
import { Latencies } from './latencies.ts'

export async function closedLoop(
  { warmUpS, seconds }: { readonly warmUpS: number; readonly seconds: number },
  connections: readonly Connection[],
  request: Buffer,
): Promise<LoadResult> {
  const startMs = performance.now()
  const countsFromMs = startMs + warmUpS * 1000
  const untilMs = countsFromMs + seconds * 1000
  const latencies = new Latencies()
  let answered = 0
  let bad = 0
  let lastMs = startMs
  const runOne = async (connection: Connection): Promise<void> => {
    do {
      const sentMs = performance.now()
      const status = await new Promise<number>((resolve) => connection.ask(request, resolve))
      lastMs = performance.now()
      if (status >= 200 && status < 300) {
        answered++
        if (sentMs >= countsFromMs) latencies.add(lastMs - sentMs)
      } else bad++
    } while (performance.now() < untilMs)
  }
  await Promise.all(connections.map(runOne))
  const [p50Us = 0, p99Us = 0, p999Us = 0, maxUs = 0] = latencies.percentilesUs([50, 99, 99.9, 100])
  const elapsedS = (lastMs - countsFromMs) / 1000
  return { counted: latencies.count, elapsedS, p50Us, p99Us, p999Us, maxUs, answered, bad, lateP99Us: 0 }
}
