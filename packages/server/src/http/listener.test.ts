import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Rig, rowsOf, startRig } from '../call/testing/rig.ts'
import { plainAnswer, startRawVendor } from '../upstream/testing/raw-vendor.ts'
import { BodyRoom } from './body.ts'
import { listener } from './listener.ts'

const INTENT = '{"id":"pi_1","object":"payment_intent","amount":2999,"currency":"usd","status":"succeeded"}'

/** One request over HTTP. */
async function ask(rig: Rig, path: string, init: RequestInit, hasRoom = true): Promise<Response> {
  const server = createServer(
    listener({
      calls: rig.parts,
      routing: { isConnection: () => false, hasProduct: () => false },
      admin: (_request, response) => void response.end(),
      plainAdmin: () => false,
      bodyRoom: new BodyRoom(1_000_000),
      connectionTurn: () => hasRoom || Promise.resolve(false),
    }).onRequest,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** A charge with an idempotency key that a caller would repeat it with. */
const charge = (rig: Rig, bearer: string): Promise<Response> =>
  ask(rig, '/v1/payment_intents', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': 'K1',
    },
    body: 'amount=2999&currency=usd',
  })

test('who finds no room is answered in the shape of the plane that the request is for, without a row', async () => {
  await using vendor = await startRawVendor({})
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  const init = { headers: { authorization: `Bearer ${bearer}` } }
  const admin = await ask(rig, '/vault/keys', init, false)
  assert.deepEqual([admin.status, admin.headers.get('content-type')], [503, 'application/problem+json'])
  assert.equal(((await admin.json()) as { code: string }).code, 'overloaded')
  const call = await ask(rig, '/v1/charges', init, false)
  assert.deepEqual([call.status, call.headers.get('keybrake-code')], [503, 'overloaded'])
  assert.equal(((await call.json()) as { error: { code: string } }).error.code, 'overloaded')
  assert.ok(call.headers.has('keybrake-call-id'))
  assert.deepEqual(await rowsOf(rig.temp.store), [])
})

test('whatever throws after the call was sent, the answer never says that nothing was, nor invites a retry', async () => {
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer(INTENT)) })
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  const broken = (): never => {
    throw new Error('a fault nobody foresaw')
  }
  Object.assign(rig.parts.ledger, { settle: broken, markUnknown: broken, release: broken })
  const answer = await charge(rig, bearer)
  const text = await answer.text()
  assert.deepEqual(
    [answer.status, answer.headers.get('keybrake-code'), answer.headers.get('stripe-should-retry')],
    [500, 'internal', 'false'],
  )
  assert.match(text, /Money may have moved/)
  assert.doesNotMatch(text, /Nothing was sent/)
  assert.equal(vendor.timesHeard('POST '), 1)
})

test('where the ledger cannot commit before the call is sent, nothing was, and a retry is invited', async () => {
  await using vendor = await startRawVendor({})
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  Object.assign(rig.parts.ledger, { admit: () => Promise.reject(new Error('the disk is full')) })
  const answer = await charge(rig, bearer)
  assert.deepEqual(
    [answer.status, answer.headers.get('keybrake-code'), answer.headers.get('stripe-should-retry')],
    [503, 'ledger_unavailable', 'true'],
  )
  assert.equal(vendor.connections(), 0)
})

test('an outcome that the ledger could not take is kept and recorded later, and the call’s key and place come free', async () => {
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer(INTENT)) })
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue({ maxConcurrentCalls: 1 })
  const { ledger, unrecorded } = rig.parts
  const settle = ledger.settle.bind(ledger)
  Object.assign(ledger, { settle: () => Promise.reject(new Error('the disk is full')) })
  assert.equal((await charge(rig, bearer)).status, 200)
  assert.equal(unrecorded.waiting, 1)
  await unrecorded.retry()
  assert.deepEqual([unrecorded.waiting, (await rowsOf(rig.temp.store))[0]?.state], [1, 'held'])
  Object.assign(ledger, { settle })
  await unrecorded.retry()
  assert.deepEqual([unrecorded.waiting, (await rowsOf(rig.temp.store))[0]?.state], [0, 'settled'])
  assert.equal((await charge(rig, bearer)).status, 200)
})
