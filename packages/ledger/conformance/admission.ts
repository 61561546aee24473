import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS, HOUR_MS, instant, MONTH_MS } from '@keybrake/core'
import type { KeyRecord } from '../src/index.ts'
import { type OpenStore, own, usd, withRig } from './rig.ts'

export function admissionConformance(openStore: OpenStore): void {
  suite('admission', () => {
    test('equal to the cap is admitted, one micro-USD above is not', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('10') } })
        equal(await rig.code(key, '10.000001'), 'cap_exhausted')
        equal((await rig.admit(key, '10')).remaining, 0n)
        equal(await rig.code(key, '0.000001'), 'cap_exhausted')
        equal(await rig.count(own(key)), '0+10')
      }))

    test('a call that adds nothing passes at exactly the cap, and is refused above it', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('10'), day: usd('10') } })
        const create = await rig.admit(key, '10')
        await rig.settle(create.callId, '10', { object: 'pi_1' })
        const confirm = await rig.admit(key, '10', rig.naming('pi_1', '10'))
        equal(confirm.reserved, 0n)
        equal(confirm.remaining, 0n)
        await rig.settle(confirm.callId, '10', { object: 'pi_1' })
        await rig.admit(key, '0')
        const fee = await rig.admit(key, null)
        await rig.settle(fee.callId, '0.01')
        equal(await rig.code(key, '10', rig.naming('pi_1', '10')), 'cap_exhausted')
        equal(await rig.code(key, null), 'admitted')
      }))

    test('of 1,000 simultaneous admissions of 29.99 USD a cap of 500 USD lets exactly 16 through', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('500') } })
        const codes = await Promise.all(Array.from({ length: 1000 }, () => rig.code(key, '29.99')))
        equal(codes.filter((code) => code === 'admitted').length, 16)
        equal(codes.filter((code) => code === 'cap_exhausted').length, 984)
        equal(await rig.count(own(key)), '0+479.84')
      }))

    test('200 keys issued for one run share its budget', () =>
      withRig(openStore, async (rig) => {
        const run = { label: 'nightly', caps: { total: usd('50') } }
        const keys = await Promise.all(Array.from({ length: 200 }, () => rig.issue({ run })))
        const codes = await Promise.all(keys.map((key) => rig.code(key, '1')))
        equal(codes.filter((code) => code === 'admitted').length, 50)
        equal(await rig.count(keys[0]?.budgetIds[1] ?? ''), '0+50')
      }))

    test('two caps on one call both hold, and a refused call draws on neither', () =>
      withRig(
        openStore,
        async (rig) => {
          const key = await rig.issue({ caps: { total: usd('100'), hour: usd('30') } })
          const other = await rig.issue({ caps: { total: usd('100') } })
          equal(await rig.code(key, '31'), 'cap_exhausted')
          await rig.admit(key, '30')
          equal(await rig.code(other, '11'), 'cap_exhausted')
          equal(await rig.count(own(other)), '0+0')
          await rig.admit(other, '10')
          equal(await rig.count('bud-stripe'), '0+40')
        },
        { day: usd('40') },
      ))

    test('the failing budget with least room is named, with what was asked and spent today', () =>
      withRig(
        openStore,
        async (rig) => {
          const key = await rig.issue({ caps: { total: usd('5') } })
          const { callId } = await rig.admit(key, '3')
          await rig.settle(callId, '3')
          const refused = await rig.ledger.admit(rig.command(key, '4'))
          ok(refused.status === 'refused' && refused.code === 'cap_exhausted')
          deepEqual(refused.line, {
            budget: 'stripe',
            kind: 'connection',
            window: 'day',
            cap: usd('4'),
            spent: usd('3'),
            held: 0n,
            resetsAt: rig.at + DAY_MS,
          })
          equal(refused.requested, usd('4'))
          equal(refused.today, usd('3'))
          equal(refused.remaining, usd('1'))
        },
        { day: usd('4') },
      ))

    test('windows are counted from the moment of issue and roll by the ledger’s clock, which never goes back', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { hour: usd('10'), day: usd('20'), month: usd('25') } })
        const { callId } = await rig.admit(key, '10')
        rig.pass(HOUR_MS - 1)
        equal(await rig.code(key, '1'), 'cap_exhausted')
        rig.pass(1)
        await rig.admit(key, '10')
        // A hold belongs to the window it was made in.
        await rig.settle(callId, '10')
        equal(await rig.count(own(key), 'hour'), '0+10')
        equal(await rig.count(own(key), 'day'), '10+10')
        equal(await rig.code(key, '1', { at: instant(rig.at - HOUR_MS) }), 'cap_exhausted')
        rig.pass(DAY_MS)
        await rig.admit(key, '5')
        equal(await rig.code(key, '1'), 'cap_exhausted')
        rig.pass(MONTH_MS)
        await rig.admit(key, '10')
        equal(await rig.count(own(key), 'total'), '10+25')
      }))

    test('caps per call and on the number of calls are refused as cap_exhausted with windows of their own', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { maxPerCall: usd('2'), maxCalls: 2 } })
        const above = await rig.ledger.admit(rig.command(key, '2.000001'))
        ok(above.status === 'refused' && above.code === 'cap_exhausted' && above.line.window === 'call')
        await rig.admit(key, '2')
        await rig.admit(key, null)
        await rig.admit(key, '1')
        const third = await rig.ledger.admit(rig.command(key, '1'))
        ok(third.status === 'refused' && third.code === 'cap_exhausted' && third.line.window === 'calls')
        equal(third.line.cap, usd('2'))
        await rig.admit(key, null)
        equal((await rig.store.registry.key(key.id, rig.at))?.key.costlyCalls, 2)
      }))

    test('a cap on one call, or on their number, is named where it leaves less room than any window, or no more', () =>
      withRig(openStore, async (rig) => {
        const named = async (key: KeyRecord, cost: string) => {
          const refused = await rig.ledger.admit(rig.command(key, cost))
          ok(refused.status === 'refused' && refused.code === 'cap_exhausted')
          return refused.line.window
        }
        const caps = { hour: usd('9'), total: usd('20') }
        equal(await named(await rig.issue({ caps, change: { maxPerCall: usd('5') } }), '10'), 'call')
        equal(await named(await rig.issue({ caps, change: { maxPerCall: usd('9') } }), '10'), 'call')
        equal(await named(await rig.issue({ caps, change: { maxPerCall: usd('9.5') } }), '10'), 'hour')
        const key = await rig.issue({ caps, change: { maxPerCall: usd('5'), maxCalls: 1 } })
        await rig.admit(key, '5')
        equal(await named(key, '10'), 'calls')
        // Of equals the one to wait for.
        equal(await named(await rig.issue({ caps: { hour: usd('9'), total: usd('9') } }), '10'), 'total')
      }))

    test('a cost without a bound is refused, a free call passes an exhausted budget', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('1') } })
        equal(await rig.code(key, null, { cost: { kind: 'unknown', why: 'no rule' } }), 'cost_unknown')
        await rig.admit(key, '1')
        const { callId } = await rig.admit(key, null)
        deepEqual(await rig.settle(callId, '0'), { status: 'closed', state: 'free', counted: 0n, overage: 0n })
      }))

    test('an older revision of key or connection is stale and counts nothing', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        equal(await rig.code(key, '1', { keyRevision: key.revision - 1 }), 'stale')
        equal(await rig.code(key, '1', { connectionRevision: 0 }), 'stale')
        equal(await rig.count(own(key)), '0+0')
      }))

    test('brake, revocation and expiry are checked in the admission, in this order', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ change: { expiresAt: instant(rig.at + HOUR_MS) } })
        const { registry } = rig.store
        rig.pass(HOUR_MS)
        equal(await rig.code(key, '1'), 'key_expired')
        await registry.revokeKeys(rig.actor, { keyId: key.id, principalId: null }, null)
        equal(await rig.code(key, '1'), 'key_revoked')
        await registry.setBrake(rig.actor, { vendor: 'stripe', engaged: true, reason: 'drill' })
        equal(await rig.code(key, '1'), 'brake_engaged')
        await registry.setBrake(rig.actor, { vendor: 'stripe', engaged: false, reason: 'over' })
        await registry.setBrake(rig.actor, { vendor: 'twilio', engaged: true, reason: 'drill' })
        equal(await rig.code(key, '1'), 'key_revoked')
      }))

    test('observe mode lets the key’s own caps pass, records them, and enforces shared budgets', () =>
      withRig(
        openStore,
        async (rig) => {
          const key = await rig.issue({ caps: { total: usd('1') }, change: { observe: true } })
          const { observed } = await rig.admit(key, '5')
          equal(observed, 'cap_exhausted')
          equal(await rig.count(own(key)), '0+5')
          const refused = await rig.ledger.admit(rig.command(key, '6'))
          ok(refused.status === 'refused' && refused.code === 'cap_exhausted')
          // The key's own cap leaves less room, and stops nothing.
          equal(refused.line.kind, 'connection')
        },
        { total: usd('10') },
      ))
  })
}
