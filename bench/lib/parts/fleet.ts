/**
 * One hot budget from two processes that share a PostgreSQL, beside one process on SQLite: how many calls a second, and what a
 * call costs the processes themselves, without their database. Every server has both cores, and they share them with the load.
 */
import { type Books, books, issueKeys, type Keybrake, type NodePlace, startNode } from '../keybrake.ts'
import { startPostgresServer } from '../ledgers/servers.ts'
import { runWrk, type WrkResult } from '../load/wrk.ts'
import { cpuSeconds } from '../cpu.ts'
import { measured } from '../measure.ts'
import { PATH } from '../messages.ts'
import { startUpstream } from '../nginx.ts'
import { EVERY_CORE } from '../process.ts'

export interface FleetTurn {
  readonly target: string
  readonly round: number
  readonly answered: number
  readonly callsPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  /** Of the processes of Keybrake, and of their database. */
  readonly cpuUsPerCall: number
  readonly databaseUsPerCall: number
  readonly bad: number
  readonly books: Books
  readonly served: number
}

export const ON_POSTGRES = 'keybrake, PostgreSQL, 2 nodes'
export const ON_SQLITE = 'keybrake, SQLite, 1 node'
export const FLEETS = [ON_SQLITE, ON_POSTGRES] as const

const CONNECTIONS = 64

interface Extents {
  readonly folder: string
  readonly seconds: number
  readonly warmUpS: number
}

/** Servers of its own for each turn. Throws where one of them does not start. */
export async function fleetTurn(name: (typeof FLEETS)[number], extents: Extents, round: number): Promise<FleetTurn> {
  const place = `fleet-${FLEETS.indexOf(name)}-${round}`
  const stops: (() => Promise<void>)[] = []
  const keep = <T extends { readonly stop: () => Promise<void> }>(one: T): T => {
    stops.unshift(one.stop)
    return one
  }
  try {
    const upstream = keep(await startUpstream(extents.folder, place))
    const database = name === ON_POSTGRES ? keep(await startPostgresServer(EVERY_CORE)) : null
    const nodes: Keybrake[] = []
    for (let at = 0; at < (database === null ? 1 : 2); at++) {
      const where: NodePlace = { ...extents, name: `${place}-${at}`, upstream: upstream.origin, core: EVERY_CORE }
      nodes.push(keep(await startNode(where, database === null ? {} : { KEYBRAKE_DATABASE_URL: database.url })))
    }
    const turn = await load(name, nodes, database === null ? [] : [database.pid], extents)
    process.stdout.write(
      `round ${round}, ${name}: ${Math.round(turn.callsPerSecond)} calls/s, CPU ${turn.cpuUsPerCall.toFixed(0)} µs, its database ${turn.databaseUsPerCall.toFixed(0)} µs\n`,
    )
    return { ...turn, target: name, round, books: await books(firstOf(nodes).origin), served: await upstream.served() }
  } finally {
    for (const stop of stops) await stop()
  }
}

async function load(
  name: string,
  nodes: readonly Keybrake[],
  databasePids: readonly number[],
  { seconds, warmUpS }: Extents,
): Promise<Omit<FleetTurn, 'target' | 'round' | 'books' | 'served'>> {
  const bearers = await issueKeys(firstOf(nodes).origin, 1)
  const wrkOnEach = (forS: number): Promise<readonly WrkResult[]> =>
    Promise.all(
      nodes.map(({ origin, pids }) => {
        const target = { name, url: `${origin}/stripe${PATH.form}`, pids, language: 'form' as const, headers: {} }
        return runWrk({ ...target, bearers }, CONNECTIONS / nodes.length, forS)
      }),
    )
  await wrkOnEach(warmUpS)
  const databaseS = cpuSeconds(databasePids)
  const answeredBy = (results: readonly WrkResult[]): number => results.reduce((sum, { requests }) => sum + requests, 0)
  const { result, cost } = await measured(
    { pids: nodes.flatMap(({ pids }) => pids) },
    () => wrkOnEach(seconds),
    answeredBy,
  )
  const answered = answeredBy(result)
  return {
    answered,
    callsPerSecond: result.reduce((sum, { requests, durationUs }) => sum + requests / (durationUs / 1e6), 0),
    p50Us: Math.max(...result.map(({ p50Us }) => p50Us)),
    p99Us: Math.max(...result.map(({ p99Us }) => p99Us)),
    cpuUsPerCall: cost.cpuUsPerRequest ?? NaN,
    databaseUsPerCall: ((cpuSeconds(databasePids) - databaseS) * 1e6) / answered,
    bad: result.reduce((sum, { badStatus, socketErrors }) => sum + badStatus + socketErrors, 0),
  }
}

function firstOf(nodes: readonly Keybrake[]): Keybrake {
  const [first] = nodes
  if (first === undefined) throw new Error('a fleet has a node')
  return first
}
