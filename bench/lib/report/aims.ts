/** What was set out to be reached, beside what was: only where both sides of a comparison were measured. */
import { type FleetTurn, ON_POSTGRES, ON_SQLITE } from '../parts/fleet.ts'
import type { KeysTurn } from '../parts/keys.ts'
import type { LatencyTurn } from '../parts/latency.ts'
import type { MemoryTurn } from '../parts/memory.ts'
import { ON_A_SLOW_DISK, ON_THIS_DISK } from '../parts/slow-sync.ts'
import type { ThroughputTurn } from '../parts/throughput.ts'
import { fixed, table, whole, withRange } from './format.ts'
import { over, paired, type Spread } from './spread.ts'

export interface Turns {
  readonly throughput: readonly ThroughputTurn[]
  readonly latency: readonly LatencyTurn[]
  readonly keys: readonly KeysTurn[]
  readonly memory: readonly MemoryTurn[]
  readonly fleet: readonly FleetTurn[]
  readonly fsync: readonly LatencyTurn[]
}

interface Aim {
  readonly what: string
  readonly floor: number
  readonly aim: number
  /** Of the figure and of both limits. */
  readonly better: 'more' | 'less'
  readonly seen: (turns: Turns) => Spread
  readonly digits: number
}

const COMMIT = 'keybrake'
const LEASE = 'keybrake, lease'

const AIMS: readonly Aim[] = [
  throughput(COMMIT, 'nginx', 32, 0.2, 0.4),
  throughput(COMMIT, 'nginx', 256, 0.27, 0.55),
  throughput(LEASE, 'nginx', 32, 0.3, 0.5),
  throughput(LEASE, 'nginx', 256, 0.35, 0.56),
  throughput(COMMIT, '@portkey-ai/gateway', 32, 8, 15),
  throughput(COMMIT, '@fastify/http-proxy', 32, 1.4, 2.5),
  addedP99(COMMIT, 10, 3),
  addedP99(LEASE, 4, 1),
  {
    what: `${LEASE}: added p50 at 3,000 calls/s ÷ nginx’s own`,
    floor: 2,
    aim: 1.25,
    better: 'less',
    digits: 2,
    seen: ({ latency }) =>
      addedRatio(
        latency.filter((turn) => turn.callsPerSecond === 3_000),
        LEASE,
        'nginx',
        (turn) => turn.p50Us,
      ),
  },
  {
    what: `${ON_A_SLOW_DISK}: added p99 ÷ without`,
    floor: 2,
    aim: 1,
    better: 'less',
    digits: 2,
    seen: ({ fsync }) => addedRatio(fsync, ON_A_SLOW_DISK, ON_THIS_DISK, (turn) => turn.p99Us),
  },
  {
    what: `${ON_POSTGRES}, one hot budget: calls per second`,
    floor: 4_000,
    aim: 8_000,
    better: 'more',
    digits: 0,
    seen: ({ fleet }) => over(fleet, ON_POSTGRES, (turn) => turn.callsPerSecond),
  },
  {
    what: `${ON_POSTGRES}: CPU per call of the nodes ÷ ${ON_SQLITE}`,
    floor: 1.8,
    aim: 1.2,
    better: 'less',
    digits: 2,
    seen: ({ fleet }) =>
      paired(fleet, ON_POSTGRES, ON_SQLITE, (turn, beside) => turn.cpuUsPerCall / beside.cpuUsPerCall),
  },
  {
    what: `${COMMIT}: keys issued per second, 64 at once`,
    floor: 5_000,
    aim: 20_000,
    better: 'more',
    digits: 0,
    seen: ({ keys }) => over(keys, COMMIT, (turn) => turn.keysPerSecond),
  },
  memory('idle', 120, 75, (turn) => turn.idleBytes),
  memory('with 1,000 calls in flight', 280, 200, (turn) => turn.busyBytes),
]

/** Empty where nothing of it was measured. */
export function aimsTable(turns: Turns): string {
  const rows = AIMS.flatMap(({ what, floor, aim, better, digits, seen }) => {
    const spread = seen(turns)
    if (!Number.isFinite(spread.median)) return []
    const text = (value: number): string => (digits === 0 ? whole(value) : fixed(value, digits))
    const verdict = verdictOf(spread.median, { floor, aim, better })
    return [[what, text(floor), text(aim), withRange(spread, text), verdict]]
  })
  if (rows.length === 0) return ''
  return table(
    [
      ['measure', 'left'],
      ['floor', 'right'],
      ['aim', 'right'],
      ['median (min–max)', 'right'],
      ['', 'left'],
    ],
    rows,
  )
}

export function verdictOf(value: number, { floor, aim, better }: Pick<Aim, 'floor' | 'aim' | 'better'>): string {
  const reaches = (limit: number): boolean => (better === 'more' ? value >= limit : value <= limit)
  if (reaches(aim)) return 'aim reached'
  return reaches(floor) ? 'floor reached' : '**not reached**'
}

function throughput(target: string, other: string, connections: number, floor: number, aim: number): Aim {
  return {
    what: `${target}: throughput ÷ ${other}’s, ${connections} connections`,
    ...{ floor, aim, better: 'more', digits: 2 },
    seen: (turns) =>
      paired(
        turns.throughput.filter((turn) => turn.connections === connections),
        target,
        other,
        (turn, beside) => turn.requestsPerSecond / beside.requestsPerSecond,
      ),
  }
}

/** @param floor and @param aim in milliseconds */
function addedP99(target: string, floor: number, aim: number): Aim {
  return {
    what: `${target}: added p99 at 1,000 calls/s on one hot budget, ms`,
    ...{ floor, aim, better: 'less', digits: 2 },
    seen: ({ latency }) =>
      paired(
        latency.filter((turn) => turn.callsPerSecond === 1_000),
        target,
        'direct',
        (turn, direct) => (turn.p99Us - direct.p99Us) / 1_000,
      ),
  }
}

/** What the target adds to a call without a proxy, as a multiple of what the other one adds in the same round. */
function addedRatio(
  turns: readonly LatencyTurn[],
  target: string,
  other: string,
  figure: (turn: LatencyTurn) => number,
): Spread {
  const direct = new Map(turns.filter((turn) => turn.target === 'direct').map((turn) => [turn.round, figure(turn)]))
  const added = (turn: LatencyTurn): number => figure(turn) - (direct.get(turn.round) ?? NaN)
  return paired(turns, target, other, (turn, beside) => added(turn) / added(beside))
}

/** @param floor and @param aim in megabytes */
function memory(when: string, floor: number, aim: number, bytes: (turn: MemoryTurn) => number): Aim {
  return {
    what: `${COMMIT}: memory ${when}, MB`,
    ...{ floor, aim, better: 'less', digits: 0 },
    seen: (turns) => over(turns.memory, COMMIT, (turn) => bytes(turn) / 1e6),
  }
}
