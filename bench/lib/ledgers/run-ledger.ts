/** One ledger under a closed loop of callers, as a process of its own. Argument: a LedgerJob as JSON; output: a LedgerResult. */
import { Latencies } from '../load/latencies.ts'
import { cpuSeconds } from '../cpu.ts'
import { postgresStore, sqliteStore } from './keybrake-store.ts'
import type { LedgerJob, LedgerResult } from './job.ts'
import { postgresRows } from './postgres-rows.ts'
import { redisCounter } from './redis.ts'

const SUBJECTS = { sqliteStore, postgresStore, redisCounter, postgresRows }

const job = JSON.parse(process.argv[2] ?? '') as LedgerJob
const subject = await SUBJECTS[job.subject](job)
const pids = [process.pid, ...job.serverPids]
const warmUp = await load(job.warmUpS)
const cpuS = cpuSeconds(pids)
const { reserved, elapsedS, latencies } = await load(job.seconds)
const [p50Us = 0, p99Us = 0] = latencies.percentilesUs([50, 99])
const counted = await subject.counted()
await subject.close()
const result: LedgerResult = {
  perSecond: reserved / elapsedS,
  ...{ p50Us, p99Us, counted },
  cpuUsPerReservation: ((cpuSeconds(pids) - cpuS) * 1e6) / reserved,
  reserved: warmUp.reserved + reserved,
}
process.stdout.write(`${JSON.stringify(result)}\n`)

async function load(seconds: number) {
  const latencies = new Latencies()
  const startMs = performance.now()
  const endMs = startMs + seconds * 1000
  let reserved = 0
  let turn = 0
  const callOnAndOn = async (): Promise<void> => {
    for (let sentMs = performance.now(); sentMs < endMs; ) {
      const isAdmitted = await subject.reserve(turn++ % job.budgets)
      if (!isAdmitted) throw new Error('refused below the cap')
      reserved++
      const nowMs = performance.now()
      latencies.add(nowMs - sentMs)
      sentMs = nowMs
    }
  }
  await Promise.all(Array.from({ length: job.callers }, callOnAndOn))
  return { reserved, elapsedS: (performance.now() - startMs) / 1000, latencies }
}
