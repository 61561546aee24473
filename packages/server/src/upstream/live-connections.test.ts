import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { ConnectionRecord } from '@keybrake/ledger'
import { adapters } from '@keybrake/vendors/all'
import { ACCOUNT_SID, connectionRecord, NOW } from '../call/testing/caller.ts'
import { LiveConnections } from './live-connections.ts'

function live(stored: ReadonlyMap<string, ConnectionRecord> = new Map()) {
  const told: string[] = []
  const connections = new LiveConnections({
    adapters,
    unseal: (name, envelope) => {
      if (name === 'moved') throw new Error('made for another connection')
      return Buffer.from(envelope).toString()
    },
    load: (name) => Promise.resolve(stored.get(name) ?? null),
    originOptions: { connectMsMax: 1_000, idleMsMax: 1_000 },
    onSecret: (text) => told.push(text),
  })
  return { connections, told }
}

test('every secret is told to the logs, and an account’s public id is none', () => {
  const { connections, told } = live()
  connections.put(connectionRecord('stripe'))
  connections.put(connectionRecord('twilio'))
  assert.deepEqual(told, ['sk_test_hidden0123456789', 'hidden0123456789hidden0123456789'])
  const twilio = connections.get('twilio')
  assert.equal(twilio?.facts.account, ACCOUNT_SID)
  assert.deepEqual([twilio?.scan.foundInText(ACCOUNT_SID), twilio?.scan.foundInText(told[1] ?? '')], [false, true])
})

test('a live connection that is printed shows no secret', () => {
  const { connections } = live()
  connections.put(connectionRecord('stripe', { secret: null }))
  const erased = connections.get('stripe')
  assert.equal(erased?.credential, null)
  connections.put(connectionRecord('stripe'))
  const { credential, facts } = connections.get('stripe') ?? {}
  assert.deepEqual(
    credential?.map(([name, value]) => [name, value.reveal()]),
    [['authorization', 'Bearer sk_test_hidden0123456789']],
  )
  assert.ok(!inspect({ credential, facts }, { depth: 9 }).includes('hidden'))
  assert.ok(!JSON.stringify({ credential, facts }).includes('hidden'))
})

test('one address stands for every product that has none of its own', () => {
  const { connections } = live()
  connections.put(
    connectionRecord('twilio', {}, { upstreams: { api: 'http://127.0.0.1:1', verify: 'http://127.0.0.1:2' } }),
  )
  const urls = [...(connections.get('twilio')?.origins ?? [])].map(([product, { url }]) => [product, url])
  assert.deepEqual(Object.fromEntries(urls)['verify'], 'http://127.0.0.1:2')
  assert.ok(urls.every(([product, url]) => product === 'verify' || url === 'http://127.0.0.1:1'))
  connections.put(connectionRecord('stripe'))
  assert.equal(connections.get('stripe')?.origins.get('api')?.url, adapters.get('stripe')?.origins.api)
})

test('a refresh takes up what is stored, and a connection that is gone or deleted is not live', async () => {
  const stored = new Map([['stripe', connectionRecord('stripe')]])
  const { connections } = live(stored)
  assert.equal((await connections.refresh('stripe'))?.record.revision, 1)
  stored.set('stripe', connectionRecord('stripe', { revision: 2 }))
  assert.equal((await connections.refresh('stripe'))?.record.revision, 2)
  stored.set('stripe', connectionRecord('stripe', { deletedAt: NOW }))
  assert.equal(await connections.refresh('stripe'), undefined)
  assert.deepEqual([connections.has('stripe'), connections.names().size], [false, 0])
  assert.equal(await connections.refresh('never'), undefined)
})

test('a secret that does not open, or a vendor that is not known, puts nothing in the former one’s place', () => {
  const { connections } = live()
  assert.throws(() => connections.put(connectionRecord('stripe', { name: 'moved' })))
  assert.throws(() => connections.put(connectionRecord('stripe', { vendor: 'other' })))
  assert.equal(connections.names().size, 0)
})
