/** Resident memory of each target: after its start, and while 1,000 calls wait for their upstream. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { residentBytes, untilIdle } from '../cpu.ts'
import { runLoad } from '../load/run-load.ts'
import { STRANGERS } from '../load/wrk.ts'
import { CONTENT_TYPE, requestBody } from '../messages.ts'
import { shortName } from '../peers/all.ts'
import type { Peer, Target } from '../peers/peer.ts'
import { FEED_CORE, freePort, launch, untilListening, type Server } from '../process.ts'

export interface MemoryTurn {
  readonly target: string
  readonly round: number
  readonly idleBytes: number
  readonly busyBytes: number
  /** How many calls really waited at the upstream; fewer than asked for where the target lets no more through. */
  readonly held: number
  readonly bad: number
}

const UPSTREAM = fileURLToPath(new URL('../load/holding-upstream.ts', import.meta.url))
const IDLE_MS = 10_000
/** A target that still takes calls in is given so long from one to the next. */
const STILL_MS = 10_000
/** The last call for the held ones may come when the upstream ends. */
const NOBODY_IS_THERE = (): void => undefined

export async function memoryTurn(peer: Peer, folder: string, calls: number, round: number): Promise<MemoryTurn> {
  const port = await freePort()
  const upstream = launch({ core: FEED_CORE, command: process.execPath, args: [UPSTREAM, String(port)] })
  try {
    await untilListening(port, upstream)
    const origin = `http://127.0.0.1:${port}`
    const { target, stop } = await peer.start({
      folder,
      upstream: origin,
      keys: 1,
      name: `memory-${shortName(peer.name)}-${round}`,
    })
    try {
      return await weigh(target, { origin, server: upstream }, calls, round)
    } finally {
      await stop()
    }
  } finally {
    await upstream.stop()
  }
}

async function weigh(
  target: Target,
  upstream: { readonly origin: string; readonly server: Server },
  calls: number,
  round: number,
): Promise<MemoryTurn> {
  await untilIdle(target.pids, IDLE_MS)
  const idleBytes = residentBytes(target.pids)
  const load = runLoad({
    kind: 'once',
    url: target.url,
    headers: {
      'Content-Type': CONTENT_TYPE[target.language],
      Authorization: `Bearer ${(target.bearers ?? STRANGERS)[0]}`,
      ...target.headers,
    },
    body: requestBody(target.language),
    connections: calls,
  })
  const held = await mostHeld(upstream.origin, calls)
  const busyBytes = residentBytes(target.pids)
  // Calls that the target made wait come after these were let go.
  const letGo = (): unknown => fetch(`${upstream.origin}/let-go`, { method: 'POST' }).catch(NOBODY_IS_THERE)
  const letting = setInterval(letGo, 100)
  const { bad } = await load.finally(() => clearInterval(letting))
  process.stdout.write(
    `round ${round}, ${target.name}: ${megabytes(idleBytes)} MB idle, ${megabytes(busyBytes)} MB with ${held} calls\n`,
  )
  return { target: target.name, round, idleBytes, busyBytes, held, bad }
}

async function mostHeld(origin: string, calls: number): Promise<number> {
  let held = 0
  for (let sinceMs = performance.now(); held < calls && performance.now() - sinceMs < STILL_MS; await sleep(20)) {
    const now = Number.parseInt(await (await fetch(`${origin}/held`)).text(), 10)
    if (now > held) sinceMs = performance.now()
    held = Math.max(held, now)
  }
  return held
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
