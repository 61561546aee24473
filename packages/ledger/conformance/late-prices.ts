import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { instant, MINUTE_MS } from '@keybrake/core'
import { type OpenStore, own, Rig, usd, withRig } from './rig.ts'

/** Call ids of those that are due, in their order. */
async function due(rig: Rig, limitEach = 10): Promise<string> {
  return (await rig.ledger.awaitedPrices(rig.at, limitEach)).map(({ callId }) => callId).join(' ')
}

const FACTS = '{"inquired":"GET /2010-04-01/Accounts/AC1/Messages/SM1.json: 200"}'

export function latePricesConformance(openStore: OpenStore, newFolder: () => string): void {
  suite('prices that are stated later', () => {
    test('a call settled at a list price is due at its time, and again later, until its price is known', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '0.05')
        await rig.settle(callId, '0.05', { priceDueAt: instant(rig.at + MINUTE_MS) })
        const settledAt = rig.at
        equal(await due(rig), '')
        rig.pass(MINUTE_MS)
        deepEqual(await rig.ledger.awaitedPrices(rig.at, 1), [
          { callId, connection: 'stripe', settledAt, dueAt: rig.at, asked: 0 },
        ])
        await rig.ledger.recordInquiry({ at: rig.at, callId, facts: FACTS, priceDueAt: instant(rig.at + MINUTE_MS) })
        equal(await due(rig), '')
        rig.pass(MINUTE_MS)
        equal((await rig.ledger.awaitedPrices(rig.at, 1))[0]?.asked, 1)
        const price = { at: rig.at, callId, actual: usd('0.07'), reason: 'stated', facts: '{"listed":"50000"}' }
        equal((await rig.ledger.adjust(price)).status, 'closed')
        equal(await due(rig), '')
        const row = await rig.store.audit.call(callId)
        deepEqual([row?.facts['reason'], row?.facts['listed'], row?.cost], ['stated', '50000', usd('0.07')])
      }))

    test('what is due survives the process', async () => {
      const folder = newFolder()
      const rig = await Rig.open(openStore, folder)
      const key = await rig.issue()
      const { callId } = await rig.admit(key, '1')
      await rig.settle(callId, '1', { priceDueAt: rig.at })
      await rig.store.close()
      const again = await Rig.open(openStore, folder)
      equal(await due(again), callId)
      await again.ledger.adjust({ at: again.at, callId, actual: usd('2'), reason: 'stated' })
      await again.store.close()
      const third = await Rig.open(openStore, folder)
      equal(await due(third), '')
      equal(await third.count(own(key)), '2+0')
      await third.store.close()
    })

    test('giving up says why in the row and leaves what is counted', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '1')
        await rig.settle(callId, '1', { priceDueAt: rig.at })
        const end = await rig.ledger.recordInquiry({
          at: rig.at,
          callId,
          facts: '{"reason":"too old"}',
          priceDueAt: null,
        })
        ok(end.status === 'closed' && end.state === 'settled' && end.counted === usd('1'))
        equal(await due(rig), '')
        equal(await rig.count(own(key)), '1+0')
        const row = await rig.store.audit.call(callId)
        deepEqual([row?.facts['reason'], row?.state, row?.cost], ['too old', 'settled', usd('1')])
      }))

    test('the longest due comes first, and one connection’s queue takes no place of another’s', () =>
      withRig(openStore, async (rig) => {
        const other = { name: 'another', vendor: 'twilio', secret: null, secretRef: 'ref', budgetId: 'bud-other' }
        await rig.store.registry.createConnection(rig.actor, { ...other, sandbox: false, document: '{}' }, {})
        const key = await rig.issue()
        const elsewhere = await rig.issue({ change: { connection: 'another' } })
        const ids: string[] = []
        for (const [seconds, of, connection] of [
          [3, key, 'stripe'],
          [1, key, 'stripe'],
          [2, key, 'stripe'],
          [4, elsewhere, 'another'],
        ] as const) {
          const { callId } = await rig.admit(of, '1', { connection })
          await rig.settle(callId, '1', { priceDueAt: instant(rig.at + seconds * 1000) })
          ids.push(callId)
        }
        rig.pass(4000)
        equal(await due(rig), [ids[3], ids[1], ids[2], ids[0]].join(' '))
        equal(await due(rig, 1), [ids[3], ids[1]].join(' '))
      }))

    test('what did not come to a settlement is not waited for', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const free = await rig.admit(key, null)
        await rig.settle(free.callId, '0', { priceDueAt: rig.at })
        const done = await rig.admit(key, '1')
        await rig.settle(done.callId, '1')
        await rig.settle(done.callId, '1', { priceDueAt: rig.at })
        equal(await due(rig), '')
        const never = { at: rig.at, callId: 'call_never', facts: '{}', priceDueAt: rig.at }
        deepEqual(await rig.ledger.recordInquiry(never), { status: 'not_found' })
        equal(await due(rig), '')
      }))
  })
}
