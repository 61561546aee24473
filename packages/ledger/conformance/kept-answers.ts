import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Claim, KeyRecord } from '../src/index.ts'
import { type OpenStore, own, Rig, usd, withRig } from './rig.ts'

const ANSWER = Uint8Array.of(0, 1, 255, 7)

/** What is kept of a call whose vendor honours no idempotency key. */
export function keptAnswersConformance(openStore: OpenStore, newFolder: () => string): void {
  suite('answers that are kept for repeats', () => {
    test('a repeat of a settled call is answered with what was kept: nothing is reserved, its row names the first', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('5') } })
        const claim = rig.claim({ onUnknown: 'refuse' })
        const { callId } = await rig.admit(key, '5', { claim })
        equal(await rig.code(key, '5', { claim }), 'idempotency_in_progress')
        await rig.settle(callId, '5', { answer: ANSWER })
        const repeat = await answered(rig, key, claim)
        deepEqual(repeat, { firstCallId: callId, remaining: 0n, callId: repeat.callId })
        await rig.settle(repeat.callId, '0', { replayed: true })
        const row = await rig.store.audit.call(repeat.callId)
        deepEqual([row?.state, row?.reserved, row?.cost, row?.replayOf], ['free', 0n, 0n, callId])
        equal(await rig.count(own(key)), '5+0')
        equal((await rig.store.registry.key(key.id, rig.at))?.key.costlyCalls, 1)
      }))

    test('the same key with other parameters is a mismatch, not an answer', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        await rig.settle((await rig.admit(key, '5', { claim })).callId, '5', { answer: ANSWER })
        equal(await rig.code(key, '5', { claim: { ...claim, fingerprint: 'other' } }), 'idempotency_mismatch')
      }))

    test('a call that can’t cost is answered again too; what left no answer of it may be done again', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        await rig.settle((await rig.admit(key, null, { claim })).callId, '0', { answer: ANSWER })
        await answered(rig, key, claim)
        const other = rig.claim({ onUnknown: 'refuse' })
        await rig.lose((await rig.admit(key, null, { claim: other })).callId)
        await rig.admit(key, null, { claim: other })
      }))

    test('after a release nothing is kept, and the call may be made', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        await rig.release((await rig.admit(key, '5', { claim })).callId, 'refused')
        const second = await rig.admit(key, '5', { claim })
        await rig.settle(second.callId, '5', { answer: ANSWER })
        equal((await answered(rig, key, claim)).firstCallId, second.callId)
      }))

    test('a repeat counts for the rate, and a revoked key or an engaged brake is answered nothing', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { rateLimit: { calls: 2, perMs: 60_000 } } })
        const claim = rig.claim({ onUnknown: 'refuse' })
        await rig.settle((await rig.admit(key, '5', { claim })).callId, '5', { answer: ANSWER })
        await answered(rig, key, claim)
        equal(await rig.code(key, '5', { claim }), 'rate_limited')
        const { registry } = rig.store
        await registry.setBrake(rig.actor, { vendor: null, engaged: true, reason: 'x' })
        equal(await rig.code(key, '5', { claim }), 'brake_engaged')
        await registry.setBrake(rig.actor, { vendor: null, engaged: false, reason: 'x' })
        await registry.revokeKeys(rig.actor, { keyId: key.id, principalId: null }, null)
        equal(await rig.code(key, '5', { claim }), 'key_revoked')
      }))

    test('one that entered first has its place free again when it was answered', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { maxConcurrentCalls: 1 } })
        const claim = rig.claim({ onUnknown: 'refuse' })
        await rig.settle((await rig.admit(key, '5', { claim })).callId, '5', { answer: ANSWER })
        const command = rig.command(key, '5', { claim, entered: true })
        equal((await rig.ledger.enter(command)).status, 'entered')
        equal((await rig.ledger.admit(command)).status, 'answered')
        equal(await rig.code(key, null), 'too_many_concurrent_calls')
        await rig.settle(command.callId, '0', { replayed: true })
        await rig.admit(key, null)
      }))

    test('a late price changes what the call cost, not what it answered', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        const { callId } = await rig.admit(key, '5', { claim })
        await rig.settle(callId, '5', { answer: ANSWER })
        await rig.ledger.adjust({ at: rig.at, callId, actual: usd('6'), reason: 'late price' })
        await answered(rig, key, claim)
        equal(await rig.count(own(key)), '6+0')
      }))

    test('an answer is kept to the end of its claim, over a restart, and then erased', async () => {
      const folder = newFolder()
      const first = await Rig.open(openStore, folder)
      const key = await first.issue()
      const claim = first.claim({ onUnknown: 'refuse' })
      await first.settle((await first.admit(key, '5', { claim })).callId, '5', { answer: ANSWER })
      await first.store.close()
      const second = await Rig.open(openStore, folder)
      second.at = first.at
      await answered(second, key, claim)
      second.pass(claim.endsAt - second.at - 1)
      equal(await second.ledger.forgetAnswers(second.at), 0)
      await answered(second, key, claim)
      second.pass(1)
      equal(await second.ledger.forgetAnswers(second.at), 1)
      equal(await second.ledger.forgetAnswers(second.at), 0)
      equal((await second.admit(key, '5', { claim })).reserved, usd('5'))
      await second.store.close()
    })
  })
}

async function answered(rig: Rig, key: KeyRecord, claim: Claim) {
  const command = rig.command(key, '5', { claim })
  const result = await rig.ledger.admit(command)
  ok(result.status === 'answered', `expected an answer, got ${result.status}`)
  deepEqual(Buffer.from(result.answer), Buffer.from(ANSWER))
  return { firstCallId: result.firstCallId, remaining: result.remaining, callId: command.callId }
}
