/** All that is measured side by side: each takes the same POST and passes it to a constant upstream. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Keybrake } from './keybrake.ts'
import { PATH } from './messages.ts'
import { startUpstream, type Upstream } from './nginx.ts'
import { ALWAYS } from './peers/all.ts'
import type { StartedKeybrake } from './peers/keybrake.ts'
import type { LeftOut, Peer, Started, Target } from './peers/peer.ts'

/** One Keybrake, and an upstream of its own, so that the upstream's counter counts nothing else. */
export interface Kept {
  readonly name: string
  readonly keybrake: Keybrake
  readonly upstream: Upstream
}

const KEYS = 1_000

export interface Bench {
  /** The upstream without a proxy first, named `direct`. */
  readonly targets: readonly Target[]
  readonly kept: readonly Kept[]
  readonly leftOut: readonly LeftOut[]
  readonly stop: () => Promise<void>
}

/** Throws where nginx or Keybrake itself does not start; any other is left out with the reason. */
export async function startBench(others: readonly Peer[]): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-bench-'))
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0)) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  const upstreamNamed = async (name: string): Promise<Upstream> => {
    const upstream = await startUpstream(folder, name)
    stops.unshift(upstream.stop)
    return upstream
  }
  try {
    const shared = await upstreamNamed('upstream')
    const direct = { name: 'direct', url: shared.origin + PATH.form, pids: [], language: 'form' as const, headers: {} }
    const targets: Target[] = [{ ...direct, bearers: null }]
    const kept: Kept[] = []
    const leftOut: LeftOut[] = []
    const add = async (peer: Peer, place: string): Promise<void> => {
      const upstream = 'mode' in peer ? await upstreamNamed(`upstream-${place}`) : shared
      const started = await peer.start({ folder, upstream: upstream.origin, name: place, keys: KEYS })
      stops.unshift(started.stop)
      targets.push(started.target)
      if (isKeybrake(started)) kept.push({ name: peer.name, keybrake: started.keybrake, upstream })
    }
    for (const [at, peer] of ALWAYS.entries()) await add(peer, `always-${at}`)
    for (const [at, peer] of others.entries())
      await add(peer, `other-${at}`).catch((error: unknown) => void leftOut.push({ name: peer.name, why: why(error) }))
    return { targets, kept, leftOut, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const isKeybrake = (started: Started): started is StartedKeybrake => 'keybrake' in started

/** One line that fits a table. */
export function why(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line = ''] = text.split('\n').filter((each) => each.trim() !== '')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
