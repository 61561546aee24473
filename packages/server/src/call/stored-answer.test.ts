import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { VendorAdapter } from '@keybrake/vendors'
import fc from 'fast-check'
import { plainAnswer, startRawVendor } from '../upstream/testing/raw-vendor.ts'
import { type Answer, type Rig, rowsOf, startRig } from './testing/rig.ts'

const INTENT = '{"id":"pi_1","object":"payment_intent","amount":2999,"currency":"usd","status":"succeeded"}'
const CHARGE = 'amount=2999&currency=usd'

/** Stripe as if it knew no idempotency keys. */
const forgetful = (stripe: VendorAdapter): VendorAdapter => ({
  ...stripe,
  operation: (method, product, path) => {
    const found = stripe.operation(method, product, path)
    return found === null ? null : { ...found, idempotency: null }
  },
  unlistedIdempotency: () => null,
})

const under = (name: string) => ({ headers: { 'idempotency-key': name } })
const codeOf = ({ body }: Answer): unknown => (JSON.parse(body) as { readonly code?: unknown }).code

/** A vendor that answers these bytes, and one key in front of it. */
async function withVendor(
  answer: string | ((socket: Socket, request: string) => void),
  run: (rig: Rig, bearer: string, heard: () => number) => Promise<void>,
): Promise<void> {
  const request = typeof answer === 'function' ? answer : (socket: Socket) => void socket.write(answer)
  await using vendor = await startRawVendor({ request })
  await using rig = await startRig(vendor.url, forgetful)
  const { bearer } = await rig.issue()
  await run(rig, bearer, () => vendor.timesHeard('POST /v1/'))
}

test('a repeat gets the stored status, headers and bytes, and the vendor hears of it once', () =>
  withVendor(plainAnswer(INTENT, 'request-id: req_1\r\nx-other: 1\r\n'), async (rig, bearer, heard) => {
    const first = await rig.call(bearer, { body: CHARGE, ...under('a') })
    const again = await rig.call(bearer, { body: CHARGE, ...under('a') })
    assert.equal(heard(), 1)
    assert.deepEqual([again.status, again.body, again.headers.get('request-id')], [200, first.body, 'req_1'])
    assert.equal(again.headers.get('keybrake-replay-of'), first.headers.get('keybrake-call-id'))
    assert.equal(again.headers.get('keybrake-remaining-usd'), '70.01')
    assert.equal(again.headers.has('x-other'), false)
    const [repeat, charge] = await rowsOf(rig.temp.store)
    assert.deepEqual(
      [repeat?.callId, repeat?.state, repeat?.cost, repeat?.reserved, repeat?.replayOf, repeat?.facts['status']],
      [again.headers.get('keybrake-call-id'), 'free', 0n, 0n, charge?.callId, 200],
    )
    assert.deepEqual([repeat?.facts['vendor_object_id'], repeat?.facts['replayed']], ['pi_1', true])
    assert.equal(charge?.cost, 29_990_000n)
  }))

test('the same key with another body is refused, and nothing is sent', () =>
  withVendor(plainAnswer(INTENT), async (rig, bearer, heard) => {
    await rig.call(bearer, { body: CHARGE, ...under('a') })
    const other = await rig.call(bearer, { body: 'amount=3000&currency=usd', ...under('a') })
    assert.equal(codeOf(other), 'idempotency_mismatch')
    assert.equal(heard(), 1)
  }))

test('a call of unknown fate is not repeated; one that the vendor refused is', async () => {
  await withVendor(
    (socket) => void socket.resetAndDestroy(),
    async (rig, bearer, heard) => {
      await rig.call(bearer, { body: CHARGE, ...under('a') })
      assert.equal(codeOf(await rig.call(bearer, { body: CHARGE, ...under('a') })), 'outcome_unknown')
      assert.equal(heard(), 1)
    },
  )
  const refusal = '{"error":{"type":"invalid_request_error","message":"no"}}'
  await withVendor(plainAnswer(refusal).replace('200 OK', '400 Bad Request'), async (rig, bearer, heard) => {
    for (let attempt = 1; attempt <= 2; attempt++) {
      assert.equal((await rig.call(bearer, { body: CHARGE, ...under('a') })).status, 400)
      assert.equal(heard(), attempt)
    }
  })
})

test('an answer too long to be kept bars the repeat, in words that say that the call happened', () => {
  const long = INTENT.replace('pi_1"', `pi_1","description":"${'x'.repeat(64 * 1024)}"`)
  return withVendor(plainAnswer(long), async (rig, bearer, heard) => {
    assert.equal((await rig.call(bearer, { body: CHARGE, ...under('a') })).status, 200)
    const again = await rig.call(bearer, { body: CHARGE, ...under('a') })
    assert.deepEqual([again.status, codeOf(again)], [409, 'outcome_unknown'])
    assert.match(again.body, /has happened/)
    assert.equal(heard(), 1)
  })
})

test('what is kept is sealed for this very call: no word of it is on disk, and moved to another call it does not open', () =>
  withVendor(plainAnswer(INTENT.replace('pi_1', 'pi_find_me')), async (rig, bearer, heard) => {
    for (const name of ['a', 'b']) await rig.call(bearer, { body: CHARGE, ...under(name) })
    await rig.temp.store.ready()
    const file = new DatabaseSync(`${rig.temp.dataDir}/ledger.db`)
    const rows = file.prepare('SELECT hold_id, answer FROM answers').all()
    assert.equal(rows.length, 2)
    for (const { answer } of rows) assert.ok(!Buffer.from(answer as Uint8Array).includes('succeeded'))
    const swap = file.prepare('UPDATE answers SET answer = ? WHERE hold_id = ?')
    swap.run(rows[0]?.['answer'] as Uint8Array, rows[1]?.['hold_id'] as string)
    swap.run(rows[1]?.['answer'] as Uint8Array, rows[0]?.['hold_id'] as string)
    file.close()
    const moved = await rig.call(bearer, { body: CHARGE, ...under('a') })
    assert.deepEqual(
      [moved.status, codeOf(moved), moved.headers.get('stripe-should-retry')],
      [500, 'internal', 'false'],
    )
    assert.equal(heard(), 2)
    const [row] = await rowsOf(rig.temp.store)
    assert.deepEqual([row?.cost, row?.facts['error']], [0n, 'the kept answer could not be opened'])
  }))

test('without an idempotency key of the caller’s every call is its own', () =>
  withVendor(plainAnswer(INTENT), async (rig, bearer, heard) => {
    for (let call = 1; call <= 2; call++) await rig.call(bearer, { body: CHARGE })
    assert.equal(heard(), 2)
  }))

test('whatever the vendor does and however calls overlap, it executes each key and body at most once', async () => {
  const behaviour = fc.constantFrom('answer', 'reset_after', 'reset_before', 'refuse', 'garble')
  const step = fc.record({ name: fc.nat({ max: 3 }), amount: fc.nat({ max: 1 }), behaviour, alone: fc.boolean() })
  let executed: string[] = []
  let executions = 0
  let repeats = 0
  const wanted: string[] = []
  const vendor = await startRawVendor({
    request: (socket, request) => {
      const [, name = '', body = ''] = /description=(\w+)&(.*)$/s.exec(request) ?? []
      const what = wanted[Number.parseInt(/behaviour%5D=(\d+)/.exec(request)?.[1] ?? '0', 10)]
      if (what === 'reset_before') return void socket.resetAndDestroy()
      const refusal = '{"error":{"type":"invalid_request_error","message":"no"}}'
      if (what === 'refuse') return void socket.write(plainAnswer(refusal).replace('200 OK', '400 Bad Request'))
      executed.push(`${name} ${body}`)
      if (what === 'reset_after') return void socket.resetAndDestroy()
      const amount = /amount=(\d+)/.exec(body)?.[1] ?? ''
      socket.write(plainAnswer(what === 'garble' ? '<html>' : INTENT.replace('2999', amount)))
    },
  })
  const rig = await startRig(vendor.url, forgetful)
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        executed = []
        const { bearer } = await rig.issue()
        const run = `r${wanted.length}`
        let flying: Promise<Answer>[] = []
        // What the vendor will do is fixed by key and body, so that equal calls are equal to the last byte.
        const places = new Map<string, number>()
        for (const { name, amount, behaviour: what, alone } of steps) {
          const id = `${name} ${amount}`
          if (!places.has(id)) places.set(id, wanted.push(what) - 1)
          const body = `description=${run}n${name}&amount=${100 + amount}&currency=usd&metadata[behaviour]=${places.get(id)}`
          flying.push(rig.call(bearer, { body, ...under(`${run}-${name}`) }))
          if (alone) flying = (await Promise.all(flying), [])
        }
        await Promise.all(flying)
        executions += executed.length
        repeats += steps.length - executed.length
        assert.equal(new Set(executed).size, executed.length, executed.join('\n'))
        // One key stands for one body.
        assert.equal(new Set(executed.map((each) => each.split(' ')[0])).size, executed.length)
      }),
      { numRuns: 60 },
    )
    assert.ok(executions > 60 && repeats > 60, `${executions} executions, ${repeats} other calls`)
  } finally {
    await rig[Symbol.asyncDispose]()
    await vendor[Symbol.asyncDispose]()
  }
})
