/** What the machine spent: CPU and memory of processes with all their threads, and what others took meanwhile. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { family, PROXY_CORE } from './process.ts'

const JIFFIES_PER_SECOND = 100

/** Seconds on a CPU since start, summed over every thread of the processes and their children. */
export function cpuSeconds(pids: readonly number[]): number {
  let nanoseconds = 0
  for (const member of pids.flatMap(family))
    for (const thread of list(`/proc/${member}/task`))
      nanoseconds += Number(read(`/proc/${member}/task/${thread}/schedstat`).split(' ')[0] ?? 0)
  return nanoseconds / 1e9
}

/** Waits until the processes do next to nothing, so that work they put off is charged to them and not to the next ones. */
export async function untilIdle(pids: readonly number[], limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs
  for (let before = cpuSeconds(pids); performance.now() < endMs; ) {
    await sleep(200)
    const now = cpuSeconds(pids)
    if (now - before < 0.01) return
    before = now
  }
}

/** Bytes in memory, summed over the processes and their children; pages that two of them share count twice. */
export function residentBytes(pids: readonly number[]): number {
  const kibibytes = pids
    .flatMap(family)
    .map((pid) => Number.parseInt(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '0', 10))
  return kibibytes.reduce((sum, each) => sum + each, 0) * 1024
}

export interface CoreTimes {
  /** Seconds that the proxy's core was busy, and that the host took from the machine. */
  readonly busyS: number
  readonly stolenS: number
}

export function coreTimes(): CoreTimes {
  const line = read('/proc/stat')
    .split('\n')
    .find((text) => text.startsWith(`cpu${PROXY_CORE} `))
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { busyS: (user + nice + system + irq + softirq) / JIFFIES_PER_SECOND, stolenS: steal / JIFFIES_PER_SECOND }
}

export function machine(): string {
  const kernel = `${process.platform} ${release()}`
  const os = /PRETTY_NAME="([^"]+)"/.exec(read('/etc/os-release'))?.[1] ?? 'unknown system'
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${os}, ${kernel}, Node ${process.version}`
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
