import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microUsd } from '@keybrake/core'
import {
  type ConnectionDocument,
  decodeConnectionDocument,
  EMPTY_CONNECTION_DOCUMENT,
  encodeConnectionDocument,
} from './connection-document.ts'
import { decodeKeyDocument, encodeKeyDocument, type KeyDocument } from './key-document.ts'
import { pageByName } from './page-by-name.ts'
import { Turns } from './turns.ts'

const KEY: KeyDocument = {
  policy: {
    allowedEndpoints: ['*'],
    parameters: { amount: { max: '5' } },
    unknownCost: { kind: 'assume', amount: microUsd(9_007_199_254_740_991n) },
    accounts: ['acct_1'],
    openedEndpoints: ['x.y'],
    maxPerCall: microUsd(1n),
    maxCalls: 3,
    maxConcurrentCalls: 4,
    rateLimit: { calls: 5, perMs: 1000 },
    exhaustedStatus: 402,
    idempotencyScope: 'run',
    mode: 'observe',
    uncapped: true,
  },
  tags: { a: 'b' },
  budgets: ['team'],
  vendor: 'stripe',
  caps: { hour: microUsd(0n), total: microUsd(2n) },
  classCaps: { refund: { day: microUsd(1n) }, payout: { total: microUsd(9_007_199_254_740_991n) } },
  dayReset: { kind: 'midnight', timezone: 'Europe/Berlin' },
  runBudget: 'none',
}

test('a key’s document reads back as it was written, amounts exactly', () => {
  assert.deepEqual(decodeKeyDocument(encodeKeyDocument(KEY)), KEY)
})

test('a key’s document that lacks members opens nothing', () => {
  const { policy, caps } = decodeKeyDocument('{}')
  assert.deepEqual(
    [policy.allowedEndpoints, policy.unknownCost, policy.uncapped, policy.mode, caps],
    [[], { kind: 'deny' }, false, 'enforce', {}],
  )
  assert.deepEqual(decodeKeyDocument('{"policy":{"unknownCost":{"kind":"assume"}}}').policy.unknownCost, {
    kind: 'deny',
  })
})

test('a connection’s document reads back as it was written, and has defaults for what it lacks', () => {
  const document: ConnectionDocument = {
    upstreams: { api: 'https://x.example' },
    account: 'acct_1',
    correlate: false,
    settings: { a: 'b' },
    idempotencyScope: 'connection',
    openedEndpoints: ['x.y'],
    bodyLimitBytes: 5,
    defaults: { rateLimit: { calls: 1, perMs: 1000 }, maxConcurrentCalls: 2, maxCalls: 3, maxPerCall: microUsd(4n) },
    secretSetAt: 5,
  }
  assert.deepEqual(decodeConnectionDocument(encodeConnectionDocument(document)), document)
  assert.deepEqual(decodeConnectionDocument('{}'), EMPTY_CONNECTION_DOCUMENT)
})

test('pages by name hold each row once, also when rows come and go between them', () => {
  const rows = ['d', 'b', 'a', 'c']
  const first = pageByName(rows, (row) => row, { limit: 2, cursor: null })
  assert.deepEqual(first?.data, ['a', 'b'])
  const second = pageByName(
    [...rows, 'aa', 'e'].filter((row) => row !== 'b'),
    (row) => row,
    { limit: 2, cursor: first?.nextCursor ?? null },
  )
  assert.deepEqual(second?.data, ['c', 'd'])
  assert.equal(pageByName(rows, (row) => row, { limit: 4, cursor: null })?.nextCursor, null)
})

test('work on one thing goes in turn, work on another does not wait, and a failure stops nobody', async () => {
  const turns = new Turns()
  const done: string[] = []
  const work = (name: string, ms: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    done.push(name)
  }
  const failing = turns.take('a', () => Promise.reject(new Error('no')))
  await Promise.all([
    assert.rejects(failing),
    turns.take('a', work('a1', 30)),
    turns.take('a', work('a2', 0)),
    turns.take('b', work('b1', 0)),
  ])
  assert.deepEqual(done, ['b1', 'a1', 'a2'])
})
