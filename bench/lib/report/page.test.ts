import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ON_A_SLOW_DISK, ON_THIS_DISK } from '../parts/slow-sync.ts'
import { verdictOf } from './aims.ts'
import { type AllTurns, type Circumstances, resultsPage } from './page.ts'
import { labels, plot } from './plot.ts'

const COST = { cpuUsPerRequest: 100, foreignShare: 0, stolenShare: 0 }
const BOOKS = { unsentCalls: 0, keyCalls: 1, keySpentUsd: 10, auditCalls: 1, auditSpentUsd: 10 }
const CIRCUMSTANCES: Circumstances = {
  date: '2026-03-02',
  machine: 'a machine',
  rounds: 2,
  seconds: 8,
  books: [{ name: 'keybrake', books: BOOKS, served: 1 }],
  leftOut: [],
  plot: null,
}
const NOTHING: AllTurns = { throughput: [], latency: [], ledgers: [], keys: [], memory: [], fleet: [], fsync: [] }

const throughput = (target: string, round: number, requestsPerSecond: number) => ({
  ...{ target, round, requestsPerSecond, connections: 32, requests: 1, p50Us: 1e6 / requestsPerSecond, p99Us: 900 },
  ...{ bad: 0, ...COST },
})
const latency = (target: string, callsPerSecond: number, p50Us: number, p99Us: number, answersPerSecond: number) => ({
  ...{ target, callsPerSecond, p50Us, p99Us, answersPerSecond, round: 1, p999Us: p99Us, bad: 0, lateP99Us: 3 },
  ...COST,
})
const rowOf = (page: string, ...words: readonly string[]): string =>
  page.split('\n').find((line) => line.startsWith('|') && words.every((word) => line.includes(word))) ?? ''

test('the page shows the ratio to nginx of each round, with its spread', () => {
  const page = resultsPage(
    {
      ...NOTHING,
      throughput: [
        throughput('nginx', 1, 1000),
        throughput('keybrake', 1, 500),
        throughput('nginx', 2, 2000),
        throughput('keybrake', 2, 500),
      ],
    },
    CIRCUMSTANCES,
  )
  assert.match(rowOf(page, '| 32 |', '**keybrake**'), /\| 0\.38 \(0\.25–0\.50\) \|/)
  assert.match(
    rowOf(page, 'throughput ÷ nginx’s, 32'),
    /\| 0\.20 \| 0\.40 \| 0\.38 \(0\.25–0\.50\) \| floor reached \|/,
  )
})

test('latencies are shown over direct and over nginx, and a rate that is not borne stands out', () => {
  const page = resultsPage(
    {
      ...NOTHING,
      latency: [
        latency('direct', 1000, 50, 100, 1000),
        latency('nginx', 1000, 150, 300, 1000),
        latency('keybrake', 1000, 650, 2_100, 1000),
        latency('slow', 1000, 1e6, 2e6, 600),
      ],
    },
    CIRCUMSTANCES,
  )
  assert.match(rowOf(page, '**keybrake**'), /\| 600 \(600–600\) \| 2,000 \(.*\| 500 \(500–500\) \| 1,800 \(/)
  assert.match(rowOf(page, '| slow |'), /\*\*600\*\*/)
  assert.match(rowOf(page, 'added p99 at 1,000 calls/s'), /\| 10\.00 \| 3\.00 \| 2\.00 .* aim reached \|/)
})

test('what nginx adds itself is the unit of the added p50 in lease mode', () => {
  const page = resultsPage(
    {
      ...NOTHING,
      latency: [
        latency('direct', 3000, 50, 100, 3000),
        latency('nginx', 3000, 150, 300, 3000),
        latency('keybrake, lease', 3000, 350, 500, 3000),
      ],
    },
    CIRCUMSTANCES,
  )
  assert.match(rowOf(page, 'added p50 at 3,000'), /\| 3\.00 \(3\.00–3\.00\) \| \*\*not reached\*\* \|/)
})

test('what was left out is named with its reason', () => {
  const page = resultsPage(NOTHING, { ...CIRCUMSTANCES, leftOut: [{ name: 'HAProxy', why: 'not installed | here' }] })
  assert.match(page, /## Left out\n\n.*\n.*\n\| HAProxy \| not installed \\\| here \|/)
  assert.doesNotMatch(page, /## Floors|## Memory|NaN/)
})

test('more is better or less is better, and equal reaches', () => {
  assert.equal(verdictOf(2, { floor: 1, aim: 2, better: 'more' }), 'aim reached')
  assert.equal(verdictOf(1, { floor: 1, aim: 2, better: 'more' }), 'floor reached')
  assert.equal(verdictOf(3, { floor: 2, aim: 1, better: 'less' }), '**not reached**')
  assert.equal(verdictOf(1.5, { floor: 2, aim: 1, better: 'less' }), 'floor reached')
})

test('the plot has a line for each target, and none of the upstream’s own added latency', () => {
  const turns = [throughput('direct', 1, 9000), throughput('nginx', 1, 3000), throughput('a<b', 1, 500)]
  const svg = plot(turns.map((turn) => ({ ...turn, connections: 256 })))
  assert.match(svg, />256</)
  assert.equal(svg.match(/<polyline/g)?.length, 5)
  assert.match(svg, /a&lt;b/)
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/)
})

test('names that would lie on one another are moved apart', () => {
  const line = (name: string, y: number) => ({
    name,
    colour: 'red',
    points: [{ x: 1, y: { median: y, min: y, max: y } }],
  })
  const ys = labels([line('a', 100), line('b', 101), line('c', 300)], (value) => value).map(({ atY }) => atY)
  assert.deepEqual(ys, [100, 115, 300])
})

test('what slow syncs add is a multiple of what is added without them', () => {
  const of = (target: string, p99Us: number) => latency(target, 1000, 50, p99Us, 1000)
  const page = resultsPage(
    { ...NOTHING, fsync: [of('direct', 100), of(ON_THIS_DISK, 1_100), of(ON_A_SLOW_DISK, 1_600)] },
    CIRCUMSTANCES,
  )
  assert.match(
    rowOf(page, 'every sync takes 1 s: added p99 ÷'),
    /\| 2\.00 \| 1\.00 \| 1\.50 \(1\.50–1\.50\) \| floor reached \|/,
  )
})
