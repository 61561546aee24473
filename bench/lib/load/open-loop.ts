/** An open loop: calls leave by the clock, not by the answers, so that a target that stalls cannot slow its own load down. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { LoadResult, OpenJob } from './job.ts'
import { Latencies } from './latencies.ts'

/** How long answers may take after the last call was due. */
const DRAIN_MS = 10_000

/** @param now a clock in milliseconds */
export async function openLoop(
  { callsPerSecond, warmUpS, seconds }: Pick<OpenJob, 'callsPerSecond' | 'warmUpS' | 'seconds'>,
  connections: readonly Connection[],
  request: Buffer,
  now: () => number = () => performance.now(),
): Promise<LoadResult> {
  const free = [...connections]
  /** Due, and without a connection: the moments when they were meant to be sent. */
  const waiting: number[] = []
  let waitingFrom = 0
  const latencies = new Latencies()
  const lateness = new Latencies()
  const total = Math.round((warmUpS + seconds) * callsPerSecond)
  const startMs = now() + 1
  const dueMs = (call: number): number => startMs + (call * 1000) / callsPerSecond
  const countsFromMs = startMs + warmUpS * 1000
  const under = new Map<Connection, number>()
  let answered = 0
  let bad = 0
  let done = 0
  let lastMs = startMs

  const send = (connection: Connection, meantMs: number): void => {
    under.set(connection, meantMs)
    connection.ask(request, (status) => {
      lastMs = now()
      under.delete(connection)
      done++
      if (status >= 200 && status < 300) {
        answered++
        if (meantMs >= countsFromMs) latencies.add(lastMs - meantMs)
      } else bad++
      const next = waiting[waitingFrom]
      if (next === undefined) free.push(connection)
      else {
        waitingFrom++
        send(connection, next)
      }
    })
  }

  // It polls instead of sleeping: timers count in whole milliseconds, and waking up would be part of every latency.
  for (let call = 0; call < total; ) {
    for (const ms = now(); call < total && dueMs(call) <= ms; call++) {
      const connection = free.pop()
      if (connection === undefined) waiting.push(dueMs(call))
      else {
        if (dueMs(call) >= countsFromMs) lateness.add(ms - dueMs(call))
        send(connection, dueMs(call))
      }
    }
    await turn()
  }
  for (const endMs = now() + DRAIN_MS; done < total && now() < endMs; ) await turn()

  // What has no answer yet has waited until now at least: to leave it out would flatter who answers least.
  const endMs = now()
  const counted = latencies.count
  for (const meantMs of [...under.values(), ...waiting.slice(waitingFrom)]) {
    bad++
    if (meantMs >= countsFromMs) latencies.add(endMs - meantMs)
  }
  const [p50Us = 0, p99Us = 0, p999Us = 0, maxUs = 0] = latencies.percentilesUs([50, 99, 99.9, 100])
  const [lateP99Us = 0] = lateness.percentilesUs([99])
  return { counted, elapsedS: (lastMs - countsFromMs) / 1000, p50Us, p99Us, p999Us, maxUs, answered, bad, lateP99Us }
}
