/**
 * `npm run bench [-- options]`: what the brake costs, beside proxies that keep no ledger and ledgers that have no proxy.
 * Turns are interleaved, so that a slow minute of the machine hits every target; comparisons are taken inside a round.
 * Writes RESULTS.md and its plot; bench/README.md has the options. Whatever is measured, Keybrake's books must equal what
 * the upstream served, and the last line is `N passed, N failed`.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { REPOSITORY, runCommand } from '../scripts/lib/run-command.ts'
import { type Check, checksOfBooks, checksOfTurns } from './lib/checks.ts'
import { machine } from './lib/cpu.ts'
import { type Books, books } from './lib/keybrake.ts'
import { runWrk } from './lib/load/wrk.ts'
import { FLEETS, fleetTurn } from './lib/parts/fleet.ts'
import { takeTurns } from './lib/parts/in-turn.ts'
import { keysTurn } from './lib/parts/keys.ts'
import { latencyRound } from './lib/parts/latency.ts'
import { BUDGETS, type LedgerPeer, ledgerTurn, OTHER_LEDGERS, OWN_LEDGER } from './lib/parts/ledgers.ts'
import { type MemoryTurn, memoryTurn } from './lib/parts/memory.ts'
import { slowSyncRounds } from './lib/parts/slow-sync.ts'
import { throughputRound } from './lib/parts/throughput.ts'
import { ALWAYS } from './lib/peers/all.ts'
import type { KeybrakePeer } from './lib/peers/keybrake.ts'
import type { LeftOut, Peer } from './lib/peers/peer.ts'
import { type AllTurns, resultsPage } from './lib/report/page.ts'
import { plot } from './lib/report/plot.ts'
import { type Bench, startBench, why } from './lib/targets.ts'
import { wishesOrEnd } from './lib/wishes.ts'

const PAGE = 'RESULTS.md'
const PLOT = 'RESULTS.svg'
/** Long enough for the compilers: their threads cost as much as the calls in the first ten thousand. */
const WARM_UP_S = { quick: 1, whole: 10 }
const WARM_UP_CONNECTIONS = 64
/** Without these there is no result worth having. */
const NEEDED = /^(direct|nginx|keybrake|the ledger keybrake, SQLite)(?: at |, issuing|, memory|$)/
/** Within a turn of its own process. */
const SHORT_WARM_UP_S = { quick: 1, whole: 3 }

const wishes = wishesOrEnd(process.argv.slice(2))
const extent = wishes.quick ? 'quick' : 'whole'
const leftOut: LeftOut[] = []
const faults: Check[] = []
const kept: { readonly name: string; readonly books: Books; readonly served: number }[] = []
type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : never }
const turns: Mutable<AllTurns> = {
  throughput: [],
  latency: [],
  ledgers: [],
  keys: [],
  memory: [],
  fleet: [],
  fsync: [],
}

await needTools()
if (wishes.parts.has('throughput') || wishes.parts.has('latency')) {
  const bench = await startBench(wishes.peers)
  try {
    leftOut.push(...bench.leftOut)
    await measureSideBySide(bench)
    for (const { name, keybrake, upstream } of bench.kept)
      kept.push({ name, books: await books(keybrake.origin), served: await upstream.served() })
  } finally {
    await bench.stop()
  }
}
await measureAlone()
if (wishes.parts.has('fsync')) await measureSlowSyncs()
report()

/** Everything at once on the machine, one loaded at a time. */
async function measureSideBySide({ targets }: Bench): Promise<void> {
  const { parts, rounds, connections, seconds, rates } = wishes
  for (const target of targets) await runWrk(target, WARM_UP_CONNECTIONS, WARM_UP_S[extent])
  for (let round = 1; round <= rounds; round++) {
    if (parts.has('throughput'))
      turns.throughput.push(...(await throughputRound(targets, { connections, seconds }, round, onFault)))
    if (parts.has('latency'))
      turns.latency.push(...(await latencyRound(targets, { rates, seconds, warmUpS: 1 }, round, onFault)))
  }
}

/** What needs a fresh process for each turn: nothing else runs then. */
async function measureAlone(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-bench-alone-'))
  const { parts, rounds, seconds, callsInFlight } = wishes
  // What did not start beside the others is not tried again.
  const peers = wishes.peers.filter(({ name }) => !leftOut.some((other) => other.name === name))
  const extents = { folder, seconds, warmUpS: SHORT_WARM_UP_S[extent] }
  const ledgers: readonly LedgerPeer[] = [OWN_LEDGER, ...(wishes.allLedgers ? OTHER_LEDGERS : [])]
  const issuers = [ALWAYS[1], ...peers.filter(isKeybrake)]
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const budgets of parts.has('ledgers') ? BUDGETS : [])
        turns.ledgers.push(
          ...(await takeTurns(ledgers, round, {
            what: ({ name }) => `the ledger ${name}`,
            take: (ledger) => ledgerTurn(ledger, budgets, extents, round),
            onFault,
          })),
        )
      if (parts.has('keys'))
        turns.keys.push(
          ...(await takeTurns(issuers, round, {
            what: ({ name }) => `${name}, issuing keys`,
            take: (issuer) => keysTurn(issuer, extents, round),
            onFault,
          })),
        )
      if (parts.has('fleet'))
        turns.fleet.push(
          ...(await takeTurns(FLEETS, round, {
            what: (name) => name,
            take: (name) => fleetTurn(name, { ...extents, warmUpS: WARM_UP_S[extent] }, round),
            onFault,
          })),
        )
      if (parts.has('memory'))
        turns.memory.push(
          ...(await takeTurns<Peer, MemoryTurn>([...ALWAYS, ...peers], round, {
            what: ({ name }) => `${name}, memory`,
            take: (peer) => memoryTurn(peer, folder, callsInFlight, round),
            onFault,
          })),
        )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureSlowSyncs(): Promise<void> {
  try {
    const slow = await slowSyncRounds(wishes, onFault)
    turns.fsync.push(...slow.turns)
    kept.push(...slow.kept)
  } catch (error) {
    onFault('leases on a slow disk', error)
  }
}

/** A turn that is missing is told once, whatever it was; of what the bench is about, it is a failure too. */
function onFault(name: string, error: unknown): void {
  if (!leftOut.some((other) => other.name === name)) leftOut.push({ name, why: why(error) })
  if (NEEDED.test(name)) faults.push({ what: `${name} was measured`, ok: false, seen: why(error) })
}

function report(): void {
  const checks: readonly Check[] = [
    ...faults,
    ...checksOfTurns(turns),
    ...kept.flatMap(({ name, books: held, served }) => checksOfBooks(name, held, served)),
  ]
  if (!wishes.quick) {
    const folder = resolve(REPOSITORY, wishes.out)
    mkdirSync(folder, { recursive: true })
    const drawn = turns.throughput.length > 0
    if (drawn) writeFileSync(join(folder, PLOT), plot(turns.throughput))
    const { rounds, seconds } = wishes
    const date = new Date().toISOString().slice(0, 10)
    const page = resultsPage(turns, {
      ...{ date, machine: machine(), rounds, seconds, books: kept, leftOut, plot: drawn ? PLOT : null },
    })
    writeFileSync(join(folder, PAGE), page)
    process.stdout.write(`written to ${join(wishes.out, PAGE)}\n`)
  }
  for (const { name, why: reason } of leftOut) process.stdout.write(`LEFT OUT: ${name}: ${reason}\n`)
  for (const { what, ok, seen } of checks) process.stdout.write(`${ok ? 'ok' : 'NOT OK'}: ${what} (${seen})\n`)
  const failed = checks.filter(({ ok }) => !ok).length
  process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

async function needTools(): Promise<void> {
  for (const [tool, debian] of [
    ['wrk', 'wrk'],
    ['nginx', 'nginx-light'],
  ] as const) {
    const { code } = await runCommand('sh', ['-c', `command -v ${tool} || test -x /usr/sbin/${tool}`])
    if (code !== 0) throw new Error(`the bench needs ${tool} (Debian: apt-get install -y ${debian})`)
  }
  if (!existsSync('/proc/self/schedstat'))
    throw new Error('the bench reads CPU times of Linux (/proc); it runs nowhere else')
}

function isKeybrake(peer: Peer): peer is KeybrakePeer {
  return 'mode' in peer
}
