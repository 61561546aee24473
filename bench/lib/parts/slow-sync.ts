/**
 * One hot budget with leases while every sync of the disk takes a second, beside the same on the disk as it is: what a call pays
 * for a disk that has a bad time. Syncs are slowed by strace, which holds back the thread that asked for one; whatever is
 * not a sync never meets it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Books, books, issueKeys, type Keybrake, startNode } from '../keybrake.ts'
import { PATH } from '../messages.ts'
import { startUpstream, type Upstream } from '../nginx.ts'
import type { Target } from '../peers/peer.ts'
import { PROXY_CORE } from '../process.ts'
import type { OnFault } from './in-turn.ts'
import { latencyRound, type LatencyTurn } from './latency.ts'

export const ON_THIS_DISK = 'keybrake, lease'
export const ON_A_SLOW_DISK = 'keybrake, lease, every sync takes 1 s'

const CALLS_PER_SECOND = 1_000
const SYNC_US = 1_000_000
/** The compilers', and the blocks': they learn in it how slow the disk is. */
const FIRST_S = 10
const WARM_UP_S = 2
const FORM = { language: 'form' as const, headers: {} }
const SYNCS = 'fsync,fdatasync'
/** `-D`: the process stays the one that was started, and the tracer ends with it. `--seccomp-bpf`: no other call is stopped. */
const SLOWLY = [
  ...['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null'],
  ...['-e', `trace=${SYNCS}`, '-e', `inject=${SYNCS}:delay_exit=${SYNC_US}`],
]

export interface SlowSyncs {
  readonly turns: readonly LatencyTurn[]
  readonly kept: readonly { readonly name: string; readonly books: Books; readonly served: number }[]
}

/** Throws where there is no strace, or a server does not start. */
export async function slowSyncRounds(
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  onFault: OnFault,
): Promise<SlowSyncs> {
  if (spawnSync('strace', ['--version']).status !== 0)
    throw new Error('it needs strace, by which syncs are slowed (Debian: apt-get install -y strace)')
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-bench-sync-'))
  const stops: (() => Promise<void>)[] = []
  const keep = <T extends { readonly stop: () => Promise<void> }>(one: T): T => {
    stops.unshift(one.stop)
    return one
  }
  const start = async (name: string, place: string, by: readonly string[]): Promise<Kept> => {
    const upstream = keep(await startUpstream(folder, place))
    const where = { folder, name: place, upstream: upstream.origin, core: PROXY_CORE, by }
    const keybrake = keep(await startNode(where, { KEYBRAKE_DURABILITY: 'lease' }))
    const url = `${keybrake.origin}/stripe${PATH.form}`
    return {
      target: { ...FORM, name, url, pids: keybrake.pids, bearers: await issueKeys(keybrake.origin, 1) },
      keybrake,
      upstream,
    }
  }
  try {
    const { origin } = keep(await startUpstream(folder, 'direct'))
    const direct = { ...FORM, name: 'direct', url: origin + PATH.form, pids: [], bearers: null }
    const both = [await start(ON_THIS_DISK, 'as-it-is', []), await start(ON_A_SLOW_DISK, 'slow', SLOWLY)]
    const targets = [direct, ...both.map(({ target }) => target)]
    const extents = { rates: [CALLS_PER_SECOND], seconds, warmUpS: WARM_UP_S }
    await latencyRound(targets, { ...extents, seconds: 1, warmUpS: FIRST_S }, 0, onFault)
    const turns: LatencyTurn[] = []
    for (let round = 1; round <= rounds; round++) turns.push(...(await latencyRound(targets, extents, round, onFault)))
    const kept = []
    for (const { target, keybrake, upstream } of both)
      kept.push({ name: target.name, books: await books(keybrake.origin), served: await upstream.served() })
    return { turns, kept }
  } finally {
    for (const stop of stops) await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Kept {
  readonly target: Target
  readonly keybrake: Keybrake
  readonly upstream: Upstream
}
