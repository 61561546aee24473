import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type OpenStore, own, usd, withRig } from './rig.ts'

export function limitsConformance(openStore: OpenStore): void {
  suite('rate, concurrency and refusals', () => {
    test('the rate is a sliding window that says when to come back', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { rateLimit: { calls: 2, perMs: 10_000 } } })
        await rig.admit(key, '1')
        rig.pass(4000)
        await rig.admit(key, null)
        const third = await rig.ledger.admit(rig.command(key, '1'))
        ok(third.status === 'refused' && third.code === 'rate_limited')
        equal(third.retryAfterS, 6)
        rig.pass(6000)
        await rig.admit(key, '1')
        equal(await rig.code(key, '1'), 'rate_limited')
      }))

    test('concurrency is free again after each kind of end', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { maxConcurrentCalls: 1 } })
        const ends = [
          (callId: string) => rig.settle(callId, '1'),
          (callId: string) => rig.release(callId, 'not_sent'),
          (callId: string) => rig.lose(callId),
        ]
        for (const end of ends) {
          const { callId } = await rig.admit(key, '1')
          equal(await rig.code(key, null), 'too_many_concurrent_calls')
          await end(callId)
        }
        const free = await rig.admit(key, null)
        equal(await rig.code(key, '1'), 'too_many_concurrent_calls')
        await rig.settle(free.callId, '0')
        await rig.admit(key, '1')
      }))

    test('a call that entered is counted once; leaving it or its refusal frees its place', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('5') }, change: { maxConcurrentCalls: 1 } })
        const first = rig.command(key, '5')
        deepEqual(await rig.ledger.enter(first), { status: 'entered' })
        equal(await rig.code(key, '1'), 'too_many_concurrent_calls')
        equal((await rig.ledger.admit({ ...first, entered: true })).status, 'admitted')
        await rig.settle(first.callId, '5')
        const second = rig.command(key, '1')
        await rig.ledger.enter(second)
        equal((await rig.ledger.admit({ ...second, entered: true })).status, 'refused')
        const third = rig.command(key, '1')
        deepEqual(await rig.ledger.enter(third), { status: 'entered' })
        await rig.ledger.leave({ ...third, code: 'upstream_unreachable' })
        const fourth = rig.command(key, '1')
        deepEqual(await rig.ledger.enter(fourth), { status: 'entered' })
        equal((await rig.ledger.admit({ ...fourth, keyRevision: 0, entered: true })).status, 'stale')
        deepEqual(await rig.ledger.enter(fourth), { status: 'entered' })
      }))

    test('observe mode lets rate and concurrency pass and records them', () =>
      withRig(openStore, async (rig) => {
        const change = { observe: true, maxConcurrentCalls: 1, rateLimit: { calls: 2, perMs: 60_000 } }
        const key = await rig.issue({ change })
        equal((await rig.admit(key, '1')).observed, null)
        equal((await rig.admit(key, '1')).observed, 'too_many_concurrent_calls')
        const late = rig.command(key, '1')
        deepEqual(await rig.ledger.enter(late), { status: 'entered' })
        const admitted = await rig.ledger.admit({ ...late, entered: true })
        ok(admitted.status === 'admitted')
        equal(admitted.observed, 'rate_limited')
      }))

    test('the first hundred refusals of a key, code and minute are rows of their own, later ones share one', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('1') } })
        const ids: string[] = []
        for (let count = 0; count < 150; count++) {
          const command = rig.command(key, '2')
          const result = await rig.ledger.admit(command)
          ok(result.status === 'refused')
          equal(result.callId === command.callId, count <= 100)
          ids.push(result.callId)
        }
        equal(new Set(ids).size, 101)
        const shared = await rig.store.audit.call(ids.at(-1) ?? '')
        equal(shared?.count, 50)
        const other = rig.command(key, '2')
        const refused = await rig.ledger.refuse({ ...other, code: 'endpoint_not_allowed' })
        deepEqual(refused, { callId: other.callId, remaining: usd('1') })
        rig.pass(60_000)
        const later = await rig.ledger.admit(rig.command(key, '2'))
        ok(later.status === 'refused')
        notEqual(later.callId, ids.at(-1))
        equal(await rig.count(own(key)), '0+0')
      }))
  })
}
