import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Caps, type ClassCaps, HOUR_MS, type MicroUsd, type MoneyClass } from '@keybrake/core'
import type { KeyChange, KeyRecord } from '../src/index.ts'
import { type OpenStore, own, type Rig, usd, withRig } from './rig.ts'

const REFUND = { moneyClass: 'refund' } as const
const CHARGE = { moneyClass: 'charge' } as const

export function moneyClassesConformance(openStore: OpenStore): void {
  suite('caps of one class of money', () => {
    test('a call of the class must fit its caps as well as the key’s: equality passes, one micro-USD above does not', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('10') } }, { total: usd('100') })
        equal(await rig.code(key, '10.000001', REFUND), 'cap_exhausted')
        await rig.admit(key, '10', REFUND)
        equal(await rig.code(key, '0.000001', REFUND), 'cap_exhausted')
        equal(await rig.count(budgetOf(key, 'refund')), '0+10')
        equal(await rig.count(own(key)), '0+10')
      }))

    test('calls of other classes, and of none, draw on the key alone', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('10') } })
        for (const change of [CHARGE, {}]) await rig.admit(key, '50', change)
        equal(await rig.count(budgetOf(key, 'refund')), '0+0')
        equal(await rig.count(own(key)), '0+100')
      }))

    test('the key’s own caps bound all classes together', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('80') } }, { total: usd('100') })
        await rig.admit(key, '50', CHARGE)
        equal(await rig.code(key, '51', REFUND), 'cap_exhausted')
        await rig.admit(key, '50', REFUND)
      }))

    test('a refusal names the class’s budget, and what remains is the least of all that the call draws on', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { day: usd('10') } }, { total: usd('100') })
        equal((await rig.admit(key, '4', CHARGE)).remaining, usd('96'))
        equal((await rig.admit(key, '4', REFUND)).remaining, usd('6'))
        const result = await rig.ledger.admit(rig.command(key, '7', REFUND))
        ok(result.status === 'refused' && result.code === 'cap_exhausted')
        const { budget, kind, window, cap, held } = result.line
        deepEqual([budget, kind, window, cap, held], [`key:${key.id}:refund`, 'key', 'day', usd('10'), usd('4')])
        equal(result.remaining, usd('6'))
      }))

    test('however a call ends, the class counts what the key counts', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: {} })
        const same = async (expected: string): Promise<void> => {
          equal(await rig.count(own(key)), expected)
          equal(await rig.count(budgetOf(key, 'refund')), expected)
        }
        const calls: string[] = []
        for (let index = 0; index < 4; index++) calls.push((await rig.admit(key, '10', REFUND)).callId)
        await same('0+40')
        const [settled = '', released = '', lost = '', resolved = ''] = calls
        await rig.settle(settled, '9')
        await rig.release(released, 'refused')
        await rig.lose(lost)
        await rig.lose(resolved)
        await same('9+20')
        const { at } = rig
        const ends = { at, callId: resolved, executed: true, cost: usd('3'), reason: 'x', principalId: 'admin' }
        await rig.ledger.resolve(ends)
        await rig.ledger.adjust({ at, callId: settled, actual: usd('8'), reason: 'late price' })
        await same('11+10')
        rig.pass(24 * HOUR_MS)
        equal(await rig.ledger.assume(rig.at), 1)
        await same('21+0')
      }))

    test('a repeat counts once in the class too, through another key of the same classes in that key’s', () =>
      withRig(openStore, async (rig) => {
        const [first, second] = [await issue(rig, { refund: {} }), await issue(rig, { refund: { total: usd('5') } })]
        const claim = rig.claim()
        await rig.lose((await rig.admit(first, '5', { ...REFUND, claim })).callId)
        equal((await rig.admit(first, '5', { ...REFUND, claim })).reserved, 0n)
        equal(await rig.count(budgetOf(first, 'refund')), '0+5')
        const { callId } = (await rig.store.audit.page({ kind: 'call' }, 1, null)).data[0]?.row as { callId: string }
        await rig.lose(callId)
        equal(await rig.code(second, '6', { ...REFUND, claim }), 'cost_unknown')
        await rig.admit(second, '5', { ...REFUND, claim })
        equal(await rig.count(budgetOf(second, 'refund')), '0+5')
      }))

    test('one object counts once in each class: a capture of what was authorised fills the class of captures alone', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { authorise: {}, capture: { total: usd('7') } })
        const authorise = await rig.admit(key, '10', { moneyClass: 'authorise' })
        await rig.settle(authorise.callId, '10', { object: 'pi_1' })
        const capturing = (amount: string) => ({ ...rig.naming('pi_1', amount), moneyClass: 'capture' as const })
        equal(await rig.code(key, '8', capturing('8')), 'cap_exhausted')
        const capture = await rig.admit(key, '7', capturing('7'))
        equal(capture.reserved, 0n)
        await rig.settle(capture.callId, '7', { object: 'pi_1' })
        equal(await rig.count(budgetOf(key, 'capture')), '7+0')
        // The answer says what the object comes to: the key counts no more for it.
        equal(await rig.count(own(key)), '7+0')
        equal(await rig.count(budgetOf(key, 'authorise')), '10+0')
      }))

    test('a free call that cost after all counts in its class', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('1') } })
        const claims = [{}, { claim: rig.claim() }]
        for (const claim of claims) {
          const { callId } = await rig.admit(key, null, { ...REFUND, ...claim })
          await rig.settle(callId, '3')
        }
        equal(await rig.count(budgetOf(key, 'refund')), '6+0')
        equal(await rig.code(key, '0.5', REFUND), 'cap_exhausted')
      }))

    test('observe mode records the class’s caps without enforcing them', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('1') } }, {}, true)
        equal((await rig.admit(key, '2', REFUND)).observed, 'cap_exhausted')
        equal((await rig.admit(key, '2', CHARGE)).observed, null)
      }))

    test('a class that is used up does not exhaust the key; its lines are shown', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('1') } }, { total: usd('2') })
        await rig.admit(key, '1', REFUND)
        const shown = await rig.store.registry.key(key.id, rig.at)
        equal(shown?.status, 'active')
        const line = shown?.lines.find(({ budget }) => budget === `key:${key.id}:refund`)
        deepEqual([line?.kind, line?.window, line?.cap, line?.held], ['key', 'total', usd('1'), usd('1')])
        await rig.admit(key, '1', CHARGE)
        equal((await rig.store.registry.key(key.id, rig.at))?.status, 'exhausted')
      }))

    test('a class budget is found by its name, and its key by it', () =>
      withRig(openStore, async (rig) => {
        const key = await issue(rig, { refund: { total: usd('1') } })
        await issue(rig, {})
        const name = `key:${key.id}:refund`
        const budget = await rig.store.registry.budget(name, rig.at)
        deepEqual([budget?.id, budget?.name, budget?.liveKeys], [budgetOf(key, 'refund'), name, 1])
        equal(await rig.store.registry.budget(`key:${key.id}:payout`, rig.at), null)
        const found = await rig.store.registry.keys({ budget: name, at: rig.at, limit: 10, cursor: null })
        deepEqual(
          found.data.map((each) => each.key.id),
          [key.id],
        )
      }))

    test('a change binds the next call: caps rise, fall, go and come', () =>
      withRig(openStore, async (rig) => {
        let key = await issue(rig, { refund: { total: usd('5') } })
        const id = budgetOf(key, 'refund')
        await rig.settle((await rig.admit(key, '5', REFUND)).callId, '5')
        key = await change(rig, key, { classBudgets: rig.classBudgets(key.id, { refund: { total: usd('6') } }) })
        equal(await rig.code(key, '2', REFUND), 'cap_exhausted')
        await rig.admit(key, '1', REFUND)
        key = await change(rig, key, { classBudgets: rig.classBudgets(key.id, { charge: { total: usd('3') } }) })
        await rig.admit(key, '100', REFUND)
        equal(await rig.code(key, '4', CHARGE), 'cap_exhausted')
        // It has counted all the while.
        key = await change(rig, key, { classBudgets: rig.classBudgets(key.id, { refund: { total: usd('106') } }) })
        equal(budgetOf(key, 'refund'), id)
        equal(await rig.count(id), '5+101')
        equal(await rig.code(key, '0.000001', REFUND), 'cap_exhausted')
        await rig.admit(key, '50', CHARGE)
      }))

    test('a class that is capped later counts from then on, in the windows of the key', () =>
      withRig(openStore, async (rig) => {
        const before = await rig.issue({})
        const claim = rig.claim()
        const early = await rig.admit(before, '4', { ...REFUND, claim })
        rig.pass(HOUR_MS / 2)
        const classBudgets = rig.classBudgets(before.id, { refund: { hour: usd('5') } })
        const key = await change(rig, before, { classBudgets })
        const late = await rig.admit(key, '5', REFUND)
        await rig.settle(early.callId, '4')
        await rig.settle((await rig.admit(key, '4', { ...REFUND, claim })).callId, '4', { replayed: true })
        equal(await rig.count(budgetOf(key, 'refund')), '0+5')
        equal(await rig.count(own(key)), '4+5')
        await rig.settle(late.callId, '5')
        equal(await rig.code(key, '1', REFUND), 'cap_exhausted')
        rig.pass(HOUR_MS / 2)
        await rig.admit(key, '5', REFUND)
      }))

    test('a class’s days follow the key’s day rule', () =>
      withRig(openStore, async (rig) => {
        const before = await issue(rig, { refund: { day: usd('1') } })
        const key = await change(rig, before, { dayReset: { kind: 'midnight', timezone: 'UTC' } })
        for (const id of [own(key), budgetOf(key, 'refund')]) {
          const budget = await rig.store.registry.budget(id, rig.at)
          deepEqual(budget?.dayReset, { kind: 'midnight', timezone: 'UTC' })
        }
      }))

    test('what is outstanding of an issuer is bounded by the keys as a whole', () =>
      withRig(openStore, async (rig) => {
        const most = usd('10')
        equal(await tryIssue(rig, { refund: { total: usd('99') } }, { total: usd('10') }, most), 'issued')
        equal(await tryIssue(rig, { refund: { total: usd('0') } }, { total: usd('1') }, most), 'ceiling_exceeded')
        equal(await tryIssue(rig, { refund: { total: usd('1') } }, {}, null), 'cap_required')
      }))
  })
}

const issue = (rig: Rig, classes: ClassCaps, caps: Caps = {}, observe = false): Promise<KeyRecord> =>
  rig.issue({ caps, classes, change: { observe } })

async function tryIssue(rig: Rig, classes: ClassCaps, caps: Caps, maxOutstanding: MicroUsd | null): Promise<string> {
  const command = rig.issueCommand({ caps, classes, change: { principalId: 'issuer' } })
  const limits = { maxOutstanding, keysPerMinute: null }
  return (await rig.store.registry.issueKey(rig.actor, { ...command, limits, requireCap: true })).status
}

async function change(rig: Rig, key: KeyRecord, wants: Partial<KeyChange>): Promise<KeyRecord> {
  const result = await rig.store.registry.changeKey(rig.actor, { keyId: key.id, revision: key.revision, ...wants })
  ok(result.status === 'changed')
  return result.key
}

function budgetOf(key: KeyRecord, moneyClass: MoneyClass): string {
  const found = key.classBudgets.find((each) => each.moneyClass === moneyClass)
  ok(found !== undefined, `no budget for ${moneyClass}`)
  return found.budgetId
}
