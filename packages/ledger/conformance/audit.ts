import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { CallRow, StoreEvent } from '../src/index.ts'
import { type OpenStore, own, Rig, usd, withRig } from './rig.ts'

async function everyCall(rig: Rig): Promise<readonly CallRow[]> {
  const rows: CallRow[] = []
  for await (const page of rig.store.audit.all({ kind: 'call' })) {
    for (const row of page) if (row.kind === 'call') rows.push(row.row)
  }
  return rows
}

/** What any store's audit log must tell of calls that went through its ledger (SPEC section 8, G2, G8). */
export function auditConformance(openStore: OpenStore, newFolder: () => string): void {
  test('each call that was answered is in the log with its outcome, under concurrency', () =>
    withRig(openStore, async (rig) => {
      const key = await rig.issue({ caps: { total: usd('1000') } })
      const states = await Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          const { callId } = await rig.admit(key, '1')
          if (n % 3 === 0) await rig.settle(callId, '0.5')
          if (n % 3 === 1) await rig.release(callId, 'refused')
          const row = await rig.store.audit.call(callId)
          return `${row?.state} ${row?.cost}`
        }),
      )
      const expected = ['settled 500000', 'released 0', 'held 1000000']
      for (const [n, state] of states.entries()) equal(state, expected[n % 3])
      equal((await everyCall(rig)).length, 200)
    }))

  test('spend by budget is what the budgets count, whatever became of the calls', () =>
    withRig(openStore, async (rig) => {
      const keys = [await rig.issue(), await rig.issue({ run: { label: 'r', caps: { day: usd('5000') } } })]
      for (let n = 0; n < 120; n += 1) {
        const key = keys[n % 2]
        ok(key !== undefined)
        const object = n % 5 === 0 ? `pi_${n % 4}` : null
        const claim = n % 7 === 0 ? rig.claim() : null
        const amount = `${1 + (n % 9)}`
        const cost = { kind: 'known', amount: usd(amount), object } as const
        const { callId } = await rig.admit(key, amount, { cost, claim })
        if (n % 4 === 0) await rig.settle(callId, amount, { object })
        else if (n % 4 === 1) await rig.release(callId, 'not_sent')
        else if (n % 4 === 2) await rig.lose(callId)
        rig.pass(400_000)
      }
      const lines = await rig.store.audit.spend({ by: 'budget' })
      for (const id of ['bud-stripe', ...keys.map(own)]) {
        const budget = await rig.store.registry.budget(id, rig.at)
        const line = lines.find(({ group }) => group === budget?.name)
        const { spent, held } = budget?.counters.total ?? {}
        deepEqual([line?.spent, line?.held], [spent, held], budget?.name)
      }
    }))

  test('a refusal is a row, and refusals beyond a hundred raise the count of one', () =>
    withRig(openStore, async (rig) => {
      const key = await rig.issue({ caps: { total: usd('1') } })
      for (let n = 0; n < 130; n += 1) equal(await rig.code(key, '2'), 'cap_exhausted')
      const rows = await everyCall(rig)
      equal(
        rows.reduce((sum, row) => sum + row.count, 0),
        130,
      )
      ok(rows.length <= 101, `${rows.length} rows`)
      ok(rows.every((row) => row.code === 'cap_exhausted' && row.facts['status'] === 429))
    }))

  test('the log says the same after reopening, and verifies', async () => {
    const folder = newFolder()
    const rig = await Rig.open(openStore, folder)
    const key = await rig.issue({ caps: { total: usd('1000') } })
    for (let n = 0; n < 30; n += 1) {
      const { callId } = await rig.admit(key, '2')
      if (n % 2 === 0) await rig.settle(callId, '2.5')
    }
    const before = await everyCall(rig)
    equal((await rig.store.audit.verify()).fault, null)
    await rig.store.close()
    const again = await Rig.open(openStore, folder)
    const after = await everyCall(again)
    deepEqual(
      after.map(({ callId, cost, chain }) => [callId, cost, chain]),
      before.map(({ callId, cost, chain }) => [callId, cost, chain]),
    )
    // What was in flight when the store was left is unknown now.
    deepEqual(new Set(after.map(({ state }) => state)), new Set(['settled', 'unknown']))
    equal((await again.store.audit.verify()).fault, null)
    await again.store.close()
  })

  test('events come in the order of commits, while somebody listens', () =>
    withRig(openStore, async (rig) => {
      const key = await rig.issue()
      const events: StoreEvent[] = []
      const stop = rig.store.onEvent((event) => events.push(event))
      const { callId } = await rig.admit(key, '1')
      await rig.settle(callId, '1')
      await rig.ledger.refuse({ at: rig.at, callId: rig.name('call'), keyId: key.id, code: 'bad_request', facts: '{}' })
      // The refusal's answer may come before its commit; the log's does not.
      await everyCall(rig)
      stop()
      await rig.admit(key, '1')
      deepEqual(
        events.map(({ kind }) => kind),
        ['call', 'outcome', 'refused'],
      )
    }))
}
