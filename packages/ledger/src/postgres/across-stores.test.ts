/** Rates, calls at the same time, repeats and the audit log are of all stores together. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE_MS } from '@keybrake/core'
import { type Rig, usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'

const postgres = await postgresOrLeftOut('what several stores know of each other')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  acrossStores('a rate is counted over all stores, and time makes room in all of them', async (rigs) => {
    const [a] = rigs
    const key = await a.issue({ change: { rateLimit: { calls: 10, perMs: MINUTE_MS } } })
    const storm = async () => {
      const codes = await Promise.all(rigs.flatMap((rig) => Array.from({ length: 40 }, () => rig.code(key, '0.01'))))
      return codes.filter((code) => code === 'admitted').length
    }
    equal(await storm(), 10)
    for (const rig of rigs) equal(await rig.code(key, null), 'rate_limited')
    for (const rig of rigs) rig.pass(MINUTE_MS)
    equal(await storm(), 10)
  })

  acrossStores('calls under way are counted over all stores, whether they cost or not', async (rigs) => {
    const [a, b] = rigs
    for (const amount of ['0.01', null]) {
      const key = await a.issue({ change: { maxConcurrentCalls: 5 } })
      const callIds: string[] = []
      const codes = await Promise.all(
        rigs.flatMap((rig) =>
          Array.from({ length: 40 }, async () => {
            const command = rig.command(key, amount)
            const { status } = await rig.ledger.admit(command)
            if (status === 'admitted') callIds.push(command.callId)
            return status
          }),
        ),
      )
      equal(codes.filter((code) => code === 'admitted').length, 5)
      for (const rig of rigs) equal(await rig.code(key, amount), 'too_many_concurrent_calls')
      // Whoever has the call ends it; then there is room in both.
      for (const callId of callIds) {
        const ended = await a.settle(callId, '0')
        if (ended.status === 'not_found') await b.settle(callId, '0')
      }
      for (let count = 0; count < 4; count++) await (count % 2 === 0 ? a : b).admit(key, amount)
      equal(await b.code(key, amount), 'admitted')
      equal(await a.code(key, amount), 'too_many_concurrent_calls')
    }
  })

  acrossStores(
    'one idempotency key is one call at a time, and one reservation, whichever store it comes to',
    async (rigs) => {
      const [a, b] = rigs
      for (let trial = 0; trial < 20; trial++) {
        const key = await a.issue({ caps: { total: usd('5') } })
        const claim = a.claim()
        const commands = rigs.flatMap((rig) =>
          Array.from({ length: 5 }, () => ({ rig, command: rig.command(key, '5', { claim }) })),
        )
        const results = await Promise.all(
          commands.map(async ({ rig, command }) => ({ rig, command, result: await rig.ledger.admit(command) })),
        )
        const [first, ...more] = results.filter(({ result }) => result.status === 'admitted')
        ok(first !== undefined && more.length === 0)
        for (const { result } of results) if (result.status === 'refused') equal(result.code, 'idempotency_in_progress')
        const other = first.rig === a ? b : a
        equal(await other.code(key, '5', { claim: { ...claim, fingerprint: 'other' } }), 'idempotency_mismatch')
        await first.rig.lose(first.command.callId)
        const again = await other.admit(key, '5', { claim })
        deepEqual([again.reserved, again.replayOf], [0n, first.command.callId])
        await other.settle(again.callId, '5')
        const third = await first.rig.admit(key, '5', { claim })
        equal(third.replayOf, first.command.callId)
        await first.rig.settle(third.callId, '5', { replayed: true })
        equal(await a.count(key.budgetIds[0] ?? ''), '5+0')
      }
    },
  )

  acrossStores('an answer that one store kept is told by another', async ([a, b]) => {
    const key = await a.issue()
    const claim = a.claim({ onUnknown: 'refuse' })
    const { callId } = await a.admit(key, '2', { claim })
    await a.settle(callId, '2', { answer: Buffer.from('sealed') })
    const result = await b.ledger.admit(b.command(key, '2', { claim }))
    ok(result.status === 'answered')
    deepEqual([result.firstCallId, Buffer.from(result.answer).toString()], [callId, 'sealed'])
  })

  acrossStores('a reader at one store sees every call that another has answered before', async (rigs) => {
    const [a, b] = rigs
    const key = await a.issue()
    for (let trial = 0; trial < 30; trial++) {
      const { callId } = await a.admit(key, '1')
      equal((await b.store.audit.call(callId))?.state, 'held')
      await a.settle(callId, '0.5')
      const row = await b.store.audit.call(callId)
      deepEqual([row?.state, row?.cost], ['settled', usd('0.5')])
      const refused = await a.code(key, null, { cost: { kind: 'unknown', why: 'no rule' } })
      equal(refused, 'cost_unknown')
    }
    const { data } = await b.store.audit.page({ kind: 'call', keyId: key.id }, 100, null)
    equal(data.length, 60)
    const [spend] = await b.store.audit.spend({ by: 'key', keyId: key.id })
    deepEqual([spend?.calls, spend?.spent, spend?.held], [30, usd('15'), 0n])
  })

  acrossStores('events of every call reach the listeners of every store, once', async (rigs) => {
    const [a, b] = rigs
    const seen = rigs.map(({ store }) => {
      const calls: string[] = []
      store.onEvent(({ kind, entry }) => {
        if (kind === 'call') calls.push(String((JSON.parse(entry) as { readonly id: unknown }).id))
      })
      return calls
    })
    const key = await a.issue()
    const admitted: string[] = []
    for (let count = 0; count < 20; count++) {
      const calls = await Promise.all(rigs.map((rig) => rig.admit(key, '1')))
      admitted.push(...calls.map(({ callId }) => callId))
    }
    await Promise.all([a.ledger.verify(), b.ledger.verify()])
    for (const calls of seen) deepEqual([...calls].sort(), [...admitted].sort())
    deepEqual(seen[0], seen[1], 'in one order')
  })

  /** Two stores, which agree at the end. */
  function acrossStores(what: string, body: (rigs: readonly [Rig, Rig]) => Promise<void>): void {
    test(what, async () => {
      await using cluster = await openCluster(postgres, 2)
      const [a, b] = cluster.rigs
      ok(a !== undefined && b !== undefined)
      await body([a, b])
      await assertAgree([a.store, b.store])
    })
  }
}
