/** Where nobody knows what became of a COMMIT, no call is sent, and no money stays set aside for it. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Rig, usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import type { AuditRow } from '../index.ts'
import { assertAgree, type Cluster, openCluster } from './testing/cluster.ts'
import { type CommitFault, Relay } from './testing/relay.ts'
import { until } from './testing/until.ts'

const postgres = await postgresOrLeftOut('commits of unknown fate')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  const cuts: readonly { readonly fault: CommitFault; readonly happens: boolean | null }[] = [
    { fault: 'before', happens: false },
    { fault: 'half', happens: false },
    { fault: 'with', happens: null },
    { fault: 'after', happens: true },
    { fault: 'swallow', happens: true },
  ]
  for (const { fault, happens } of cuts) {
    test(`a connection that breaks at COMMIT (${fault}): nothing is admitted, nothing stays held, both stores go on`, async () => {
      await using broken = await brokenCluster(postgres)
      const { relay, rigs } = broken
      const [a, b] = rigs
      const key = await a.issue({ caps: { total: usd('10') }, change: { maxConcurrentCalls: 4 } })
      const claim = a.claim()
      await a.admit(key, '1')
      const met = relay.order(fault)
      const [costly, free] = [a.command(key, '4', { claim }), a.command(key, null)]
      const answers = Promise.allSettled([a.ledger.admit(costly), a.ledger.admit(free)])
      await met
      for (const { status } of await answers) equal(status, 'rejected')
      equal(await b.code(key, '9.01'), 'cap_exhausted', 'the store that was not broken goes on at once')

      await until(async () => (await b.count(key.budgetIds[0] ?? '')) === '0+1', 'the money is free again')
      for (const rig of rigs) equal(await rig.count(key.budgetIds[0] ?? ''), '0+1')
      const rows = await callsOf(b, key.id)
      const states = [costly, free].map(({ callId }) => rows.get(callId)?.state)
      if (happens !== null) deepEqual(states, happens ? ['released', 'free'] : [undefined, undefined])
      // Neither of them is under way any more, so that there is room for three; and the idempotency key may be used.
      const again = await b.admit(key, '9', { claim })
      await b.admit(key, null)
      await a.admit(key, null)
      equal(await b.code(key, null), 'too_many_concurrent_calls')
      await b.settle(again.callId, '9')
      equal(await a.code(key, '0.01'), 'cap_exhausted')
      await assertAgree(rigs.map(({ store }) => store))
    })
  }

  test('a call that entered and could not be admitted, or refused, holds its place no more', async () => {
    await using broken = await brokenCluster(postgres)
    const { relay, rigs } = broken
    const [a] = rigs
    const key = await a.issue({ change: { maxConcurrentCalls: 2 } })
    const [admitted, left] = [a.command(key, '1', { entered: true }), a.command(key, '1')]
    for (const command of [admitted, left]) equal((await a.ledger.enter(command)).status, 'entered')
    equal(await a.code(key, '1'), 'too_many_concurrent_calls')
    const met = relay.order('before')
    const refusal = { at: a.at, callId: left.callId, keyId: key.id, code: 'cost_unknown', facts: '{}' } as const
    const answers = Promise.allSettled([a.ledger.admit(admitted), a.ledger.leave(refusal)])
    await met
    deepEqual(
      (await answers).map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    for (let count = 0; count < 2; count++) equal(await a.code(key, '1'), 'admitted')
    await assertAgree(rigs.map(({ store }) => store))
  })

  test('a change whose COMMIT has happened although its answer was lost is in force', async () => {
    await using broken = await brokenCluster(postgres)
    const { relay, rigs } = broken
    const [a] = rigs
    const key = await a.issue()
    const met = relay.order('after')
    const answer = rejects(a.store.registry.revokeKeys(a.actor, { keyId: key.id, principalId: null }, null))
    await met
    await answer
    for (const rig of rigs) equal(await rig.code(key, '1'), 'key_revoked')
    await assertAgree(rigs.map(({ store }) => store))
  })

  test('an end whose COMMIT has happened although its answer was lost is told again', async () => {
    await using broken = await brokenCluster(postgres)
    const { relay, rigs } = broken
    const [a, b] = rigs
    const key = await a.issue()
    const { callId } = await a.admit(key, '4')
    const met = relay.order('after')
    const answer = rejects(a.settle(callId, '3'))
    await met
    await answer
    deepEqual(await a.settle(callId, '3'), { status: 'already_closed', state: 'settled' })
    equal(await b.count(key.budgetIds[0] ?? ''), '3+0')
    await assertAgree(rigs.map(({ store }) => store))
  })

  test('calls of a commit of unknown fate are given up even where the database is away for a while', async () => {
    await using broken = await brokenCluster(postgres)
    const { relay, rigs } = broken
    const [a, b] = rigs
    const key = await a.issue()
    const met = relay.order('after')
    const answer = rejects(a.admit(key, '4'))
    await met
    relay.refuse()
    await answer
    equal(await b.count(key.budgetIds[0] ?? ''), '0+4')
    await sleep(1_000)
    equal(await b.count(key.budgetIds[0] ?? ''), '0+4')
    relay.refuse(false)
    await until(async () => (await b.count(key.budgetIds[0] ?? '')) === '0+0', 'the money is free again')
    await assertAgree(rigs.map(({ store }) => store))
  })
}

interface Broken {
  /** Between store A and the server. */
  readonly relay: Relay
  readonly rigs: readonly [Rig, Rig]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

async function brokenCluster(postgres: TestPostgres): Promise<Broken> {
  const relay = await Relay.start(postgres.url)
  const cluster: Cluster = await openCluster(postgres, 2, [(url) => relay.through(url)]).catch(
    async (error: unknown) => {
      await relay.close()
      throw error
    },
  )
  const [a, b] = cluster.rigs
  ok(a !== undefined && b !== undefined)
  return {
    relay,
    rigs: [a, b],
    [Symbol.asyncDispose]: async () => {
      await cluster[Symbol.asyncDispose]()
      await relay.close()
    },
  }
}

async function callsOf(rig: Rig, keyId: string) {
  const { data } = await rig.store.audit.page({ kind: 'call', keyId }, 100, null)
  return new Map(data.flatMap((row: AuditRow) => (row.kind === 'call' ? [[row.row.callId, row.row] as const] : [])))
}
