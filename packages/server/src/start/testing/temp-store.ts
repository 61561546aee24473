/** The real SQLite store in a folder of its own, and keys in it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instant, microUsd, type Policy } from '@keybrake/core'
import type { KeyRecord, Store } from '@keybrake/ledger'
import { openSqliteStore } from '@keybrake/ledger/sqlite'
import { keyRecord, NOW } from '../../call/testing/caller.ts'
import { newId } from '../../ids.ts'
import { Keyring } from '../../vault/keyring.ts'

export interface TempStore extends AsyncDisposable {
  readonly dataDir: string
  readonly store: Store
  readonly keyring: Keyring
}

export const ACTOR = { principalId: 'admin', at: NOW, address: null }

export async function tempStore(): Promise<TempStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-start-'))
  const keyring = new Keyring(Buffer.alloc(32, 7))
  const store = await openSqliteStore({ dataDir, checkpointKey: keyring.checkpoint })
  return {
    dataDir,
    store,
    keyring,
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A key of the principal `admin` with a cap of 100 USD in total. */
export async function issueKey(
  { store, keyring }: TempStore,
  connection: string,
  policy: Partial<Policy> = {},
): Promise<{ readonly id: string; readonly bearer: string }> {
  const { registry } = store
  if ((await registry.principal('admin')) === null) {
    const admin = { id: 'admin', name: 'admin', role: 'operator', ceilings: null, createdAt: NOW } as const
    await registry.createPrincipal(ACTOR, admin, null, [], keyring.mac('operator-1'))
  }
  const id = newId('key')
  const { bearer, lookup } = keyring.deriveVaultKey(id)
  const own = { id, connection, principalId: 'admin', lookup, mac: keyring.mac(bearer) }
  const issued = await registry.issueKey(ACTOR, {
    key: issuable(keyRecord(own, policy)),
    ownBudget: {
      id: newId('bud'),
      kind: 'key',
      name: `key:${id}`,
      caps: { total: microUsd(100_000_000n) },
      anchor: NOW,
      dayReset: { kind: 'anchored' },
      run: null,
    },
    runBudget: null,
    namedBudgets: [],
    otherBudgetIds: [],
    requireCap: true,
    limits: { maxOutstanding: null, keysPerMinute: null },
    idempotency: null,
  })
  if (issued.status !== 'issued') throw new Error(`not issued: ${issued.status}`)
  return { id, bearer }
}

function issuable(record: KeyRecord) {
  const { id, lookup, mac, principalId, connection, label, run, maxPerCall, maxCalls, maxConcurrentCalls } = record
  const { rateLimit, observe, document } = record
  const expiresAt = instant(NOW + 3_600_000)
  const limits = { maxPerCall, maxCalls, maxConcurrentCalls, rateLimit, observe }
  return { id, lookup, mac, principalId, connection, label, run, createdAt: NOW, expiresAt, document, ...limits }
}
