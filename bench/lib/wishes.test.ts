import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWishes } from './wishes.ts'

const namesOf = (argv: readonly string[]): readonly string[] => readWishes(argv).peers.map(({ name }) => name)

test('a run without options measures every part against what is installed quickly', () => {
  const wishes = readWishes([])
  assert.deepEqual([...wishes.parts], ['throughput', 'latency', 'ledgers', 'keys', 'memory', 'fleet', 'fsync'])
  assert.deepEqual(namesOf([]), ['HAProxy', '@fastify/http-proxy', '@portkey-ai/gateway'])
  assert.equal(wishes.allLedgers, false)
  assert.deepEqual(wishes.connections, [1, 32, 256, 1000])
  assert.deepEqual(wishes.rates, [1000, 3000])
})

test('--quick needs no peer', () => {
  const { quick, peers, rounds } = readWishes(['--quick'])
  assert.deepEqual({ quick, peers, rounds }, { quick: true, peers: [], rounds: 1 })
})

test('--peers all takes every peer and every ledger', () => {
  const wishes = readWishes(['--peers', 'all'])
  assert.equal(wishes.allLedgers, true)
  for (const name of ['http-proxy-3', 'hono/proxy', 'LiteLLM proxy, no budget', 'keybrake, lease'])
    assert.ok(
      wishes.peers.some((peer) => peer.name === name),
      name,
    )
})

test('--peers takes names as they are typed most easily', () => {
  assert.deepEqual(namesOf(['--peers', 'fastify-http-proxy,keybrake-lease']), [
    '@fastify/http-proxy',
    'keybrake, lease',
  ])
})

test('what is no wish is refused by the name of its option', () => {
  for (const [option, value] of [
    ['--only', '32,0'],
    ['--only', '4001'],
    ['--rounds', '1.5'],
    ['--seconds', '-1'],
    ['--rates', 'fast'],
    ['--parts', 'speed'],
    ['--peers', 'envoy'],
  ] as const)
    assert.throws(() => readWishes([`${option}=${value}`]), new RegExp(`^Error: ${option}`), `${option} ${value}`)
})
