/** bench/RESULTS.md: the table, the floors, and under which circumstances both were measured. */
import { machine } from './cpu.ts'
import type { Books } from './keybrake.ts'
import type { Turn } from './measure.ts'
import { pairedRatio, spread, summarise, table } from './report.ts'

export interface Circumstances {
  readonly rounds: number
  readonly seconds: number
  readonly connections: readonly number[]
  readonly held: Books
  readonly served: number
  readonly version: string
}

interface Floor {
  readonly other: string
  readonly least: number
}

/** Throughput as a multiple of the other's, at the connections that say most. */
const FLOORS: readonly Floor[] = [
  { other: 'nginx', least: 0.15 },
  { other: '@fastify/http-proxy', least: 1 },
  { other: '@portkey-ai/gateway', least: 7 },
]
const FLOOR_CONNECTIONS = [32, 256]

export function resultsPage(turns: readonly Turn[], circumstances: Circumstances): string {
  const { rounds, seconds, held, served, version } = circumstances
  return [
    '# What the brake costs',
    '',
    'Written by `npm run bench`. One POST in the shape of a charge to a constant upstream (nginx, 1.5 KB of JSON), closed loop (wrk), 1,000 vault',
    'keys in turn. The proxy under test has one core with all its threads; load and upstream share the other. Keybrake commits every hold to',
    'disk (a synced journal) before its call leaves; the others keep no ledger. Turns are interleaved; figures are medians over rounds, ratios',
    'are taken inside each round. Portkey’s gateway passes on nothing but its own kind of request: it gets a chat call of the same size.',
    '',
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- machine: ${machine()}`,
    `- Keybrake: ${version}; ${rounds} rounds of ${seconds} s a turn`,
    `- noise: ${noise(turns)}`,
    `- books: upstream served ${whole(served)} calls; budgets count ${whole(held.keyCalls)}, the audit log ${whole(held.auditCalls)},`,
    `  ${whole(held.unsentCalls)} of them never sent because wrk had left;`,
    `  money in the budgets ${whole(held.keySpentUsd)} USD, in the audit log ${whole(held.auditSpentUsd)} USD`,
    '',
    table(summarise(turns)),
    '',
    '## Floors',
    '',
    '| Keybrake’s throughput ÷ | connections | floor | median (min–max) | |',
    '|---|---:|---:|---:|---|',
    ...FLOOR_CONNECTIONS.filter((connections) => circumstances.connections.includes(connections)).flatMap(
      (connections) => FLOORS.map((floor) => floorLine(turns, floor, connections)),
    ),
    '',
  ].join('\n')
}

function floorLine(turns: readonly Turn[], { other, least }: Floor, connections: number): string {
  const { median, min, max } = pairedRatio(turns, 'keybrake', other, connections)
  const reached = median >= least ? 'reached' : '**not reached**'
  return `| ${other} | ${connections} | ${least} | ${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)}) | ${reached} |`
}

/** How far the machine was ours, on the proxy's core. */
function noise(turns: readonly Turn[]): string {
  const foreign = spread(turns.map(({ foreignShare }) => foreignShare))
  const stolen = spread(turns.map(({ stolenShare }) => stolenShare))
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  return `other processes took ${percent(foreign.median)} of the proxy’s core (at most ${percent(foreign.max)}), the host ${percent(stolen.median)} (at most ${percent(stolen.max)})`
}

const whole = (value: number): string => value.toLocaleString('en-US')
