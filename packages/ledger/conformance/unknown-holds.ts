import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS, instant } from '@keybrake/core'
import { type OpenStore, own, Rig, usd, withRig } from './rig.ts'

/** Calls of every unknown hold, in the order they are listed, read in pages of `limit`. */
async function listed(rig: Rig, limit = 100): Promise<string> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const page = await rig.ledger.unknownHolds(limit, cursor)
    ok(page.data.length <= limit)
    found.push(...page.data.map(({ callIds }) => callIds.join('+')))
    cursor = page.nextCursor
    equal(page.total, (await rig.ledger.unknownHolds(1, null)).total)
  } while (cursor !== null)
  return found.join(' ')
}

export function unknownHoldsConformance(openStore: OpenStore, newFolder: () => string): void {
  suite('holds of unknown fate', () => {
    test('are listed until proof, a person or the end of their window, those that end first first', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const soon = rig.claim({ endsAt: instant(rig.at + 1000) })
        const ids: string[] = []
        for (const claim of [null, null, soon, null]) {
          const { callId } = await rig.admit(key, '1', { claim })
          await rig.lose(callId)
          ids.push(callId)
        }
        const [first = '', second = '', third = '', fourth = ''] = ids
        equal(await listed(rig), [third, first, second, fourth].join(' '))
        equal(await listed(rig, 1), [third, first, second, fourth].join(' '))
        await rig.settle(first, '1')
        const person = { at: rig.at, reason: 'looked it up', principalId: 'admin', executed: false, cost: null }
        await rig.ledger.resolve({ ...person, callId: second })
        equal(await listed(rig), [third, fourth].join(' '))
        rig.pass(1000)
        await rig.ledger.assume(rig.at)
        equal(await listed(rig), fourth)
        rig.pass(DAY_MS)
        await rig.ledger.assume(rig.at)
        deepEqual(await rig.ledger.unknownHolds(10, null), { total: 0, data: [], nextCursor: null })
      }))

    test('name every lost attempt and the call that the vendor knows them by; not while one is under way', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const first = await rig.admit(key, '1', { claim })
        equal(await listed(rig), '')
        await rig.lose(first.callId)
        const again = await rig.admit(key, '1', { claim })
        equal(await listed(rig), '')
        await rig.lose(again.callId)
        const [hold] = (await rig.ledger.unknownHolds(10, null)).data
        deepEqual(hold, {
          callIds: [first.callId, again.callId],
          firstCallId: first.callId,
          connection: 'stripe',
          endsAt: claim.endsAt,
        })
      }))

    test('of a process that ended are listed too', async () => {
      const folder = newFolder()
      const rig = await Rig.open(openStore, folder)
      const { callId } = await rig.admit(await rig.issue(), '1')
      await rig.store.close()
      const again = await Rig.open(openStore, folder)
      equal(await listed(again), callId)
      await again.store.close()
    })

    test('a question about one is in its row and moves nothing; about a call that is over it is not recorded', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('5') } })
        const { callId } = await rig.admit(key, '3')
        await rig.lose(callId)
        for (const inquiries of [1, 2])
          await rig.ledger.recordInquiry({ at: rig.at, callId, facts: JSON.stringify({ inquiries }) })
        const row = await rig.store.audit.call(callId)
        deepEqual([row?.facts['inquiries'], row?.state, row?.cost], [2, 'unknown', usd('3')])
        deepEqual([row?.facts['error'], await rig.count(own(key))], ['timeout', '0+3'])
        equal(await listed(rig), callId)
        const under = await rig.admit(key, '1')
        const question = { at: rig.at, facts: '{"inquiries":9}' }
        deepEqual(await rig.ledger.recordInquiry({ ...question, callId: under.callId }), {
          status: 'already_closed',
          state: 'held',
        })
        await rig.release(under.callId, 'not_sent')
        equal((await rig.ledger.recordInquiry({ ...question, callId: under.callId })).status, 'already_closed')
        equal((await rig.store.audit.call(under.callId))?.facts['inquiries'], undefined)
        equal((await rig.store.audit.verify()).fault, null)
      }))
  })
}
