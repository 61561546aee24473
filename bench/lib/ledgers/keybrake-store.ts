/** Our own store without the proxy. It does more for a reservation than a counter: its record, its end, the audit log. */
import { join } from 'node:path'
import { Rig } from '../../../packages/ledger/conformance/rig.ts'
import { openPostgresStore } from '../../../packages/ledger/src/postgres/index.ts'
import { openSqliteStore } from '../../../packages/ledger/src/sqlite/index.ts'
import type { Store } from '../../../packages/ledger/src/index.ts'
import { microUsd } from '../../../packages/core/src/index.ts'
import { AMOUNT_MICRO_USD, type Subject, type SubjectWishes } from './subject.ts'

const CHECKPOINT_KEY = new Uint8Array(32).fill(7)
const AMOUNT_USD = String(AMOUNT_MICRO_USD / 1_000_000)

export const sqliteStore = (wishes: SubjectWishes): Promise<Subject> =>
  subjectOf(() => openSqliteStore({ dataDir: join(wishes.folder, 'store'), checkpointKey: CHECKPOINT_KEY }), wishes)

export const postgresStore = (wishes: SubjectWishes): Promise<Subject> =>
  subjectOf(
    () => openPostgresStore({ url: wishes.url, dataDir: join(wishes.folder, 'store'), checkpointKey: CHECKPOINT_KEY }),
    wishes,
  )

async function subjectOf(open: () => Promise<Store>, { budgets, cap }: SubjectWishes): Promise<Subject> {
  const rig = await Rig.open(open)
  const total = microUsd(BigInt(cap) * BigInt(AMOUNT_MICRO_USD))
  const keys = await Promise.all(Array.from({ length: budgets }, () => rig.issue({ caps: { total } })))
  /** Nobody waits for the end of a call: that of the last ones is waited for here. */
  let last: Promise<unknown> = Promise.resolve()
  return {
    async reserve(budget) {
      const key = keys[budget]
      if (key === undefined) throw new Error(`there is no budget ${budget}`)
      const command = rig.command(key, AMOUNT_USD)
      const { status } = await rig.ledger.admit(command)
      if (status !== 'admitted') return false
      last = rig.settle(command.callId, AMOUNT_USD)
      return true
    },
    async counted() {
      await last
      let counted = 0n
      for (const { budgetIds } of keys) {
        const budget = await rig.store.registry.budget(budgetIds[0] ?? '', rig.at)
        counted += (budget?.counters.total.spent ?? 0n) + (budget?.counters.total.held ?? 0n)
      }
      return Number(counted / BigInt(AMOUNT_MICRO_USD))
    },
    close: () => rig.store.close(),
  }
}
