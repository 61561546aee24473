/** Several stores on one database, and what must be equal in all of them. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rig } from '../../../conformance/rig.ts'
import type { Store } from '../../index.ts'
import type { TestPostgres } from '../../../testing/postgres/index.ts'
import { openPostgresStore } from '../index.ts'

/** The same for every store of one database. */
const checkpointKey = new Uint8Array(32).fill(7)

export const openAt = (url: string, dataDir: string): Promise<Store> =>
  openPostgresStore({ url, dataDir, checkpointKey })

export interface Cluster {
  readonly url: string
  readonly root: string
  readonly rigs: readonly Rig[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * Opens stores on a fresh database, each in a folder of its own below `root`, named by its index.
 *
 * @param ways how each store reaches the database; its own address where there is none
 */
export async function openCluster(
  postgres: TestPostgres,
  stores: number,
  ways: readonly ((url: string) => string)[] = [],
): Promise<Cluster> {
  const url = await postgres.newDatabase()
  const root = await mkdtemp(join(tmpdir(), 'keybrake-stores-'))
  const rigs: Rig[] = []
  const close = async (): Promise<void> => {
    await Promise.allSettled(rigs.map(({ store }) => store.close()))
    await rm(root, { recursive: true, force: true })
  }
  try {
    for (let index = 0; index < stores; index++) {
      const way = ways[index] ?? ((address: string) => address)
      rigs.push(await Rig.open(() => openAt(way(url), join(root, String(index)))))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { url, root, rigs, [Symbol.asyncDispose]: close }
}

/**
 * Every counter equals its rows in every store, every audit log verifies, and all of them have the same rows with the same
 * hashes. Nobody writes meanwhile. Returns the number of entries.
 */
export async function assertAgree(stores: readonly Store[]): Promise<number> {
  const logs = await Promise.all(stores.map(logOf))
  const [first] = logs
  ok(first !== undefined)
  for (const log of logs) {
    deepEqual(log.differences, [], 'every counter equals its rows')
    equal(log.fault, null, 'the audit log verifies')
    equal(log.entries, first.entries)
    deepEqual(log.rows.at(0), first.rows.at(0), 'the newest row, with its hash')
    deepEqual(log.rows, first.rows)
  }
  return first.entries
}

async function logOf({ ledger, audit }: Store) {
  const rows: unknown[] = []
  for await (const page of audit.all({ kind: 'all' })) rows.push(...page)
  const { entries, fault } = await audit.verify()
  return { rows, entries, fault, differences: await ledger.verify() }
}
