/**
 * A data folder as it looks after much use: keys are issued and calls admitted and ended by the ledger's own verbs, with the
 * facts that the proxy writes, at moments that lie apart as they would. The projector makes the audit log of it, day by day.
 * The product starts on such a folder as on any other.
 */
import { mkdirSync } from 'node:fs'
import { DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, Secret } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import { openSqliteStore } from '@keybrake/ledger/sqlite'
import { ensureAdmin } from '../../packages/server/src/start/admin-principal.ts'
import { applyEnvironment } from '../../packages/server/src/start/connections.ts'
import { Keyring } from '../../packages/server/src/vault/keyring.ts'
import { loadMasterKey } from '../../packages/server/src/vault/master-key.ts'
import { randomFrom, SEED } from '../support/figures.ts'
import { ADMIN_KEY } from '../support/product.ts'
import { call } from './call.ts'
import { kindAt } from './calls.ts'
import { KeyRing } from './key-ring.ts'

export interface Growth {
  readonly dataDir: string
  readonly calls: number
  /** Keys that these calls are spread over; each lives four hours, as a job's key does. */
  readonly keys: number
  readonly days: number
  /** The last call's moment. */
  readonly endsAt: Instant
}

/** By operation: calls that were admitted, and the micro-USD that they count. */
export type Totals = ReadonlyMap<string, { readonly calls: number; readonly microUsd: bigint }>

export const VENDOR = {
  vendor: 'stripe',
  secret: { secret_key: new Secret('sk_test_growth_0123456789abcdef') },
  // Nobody listens there: nothing is sent.
  upstream: 'http://127.0.0.1:9',
}
/** So many calls are one commit, unless they lie far apart. */
const AT_ONCE = 512
const APART_MS_MAX = 10 * MINUTE_MS
/** Then the projector catches up, as the journal keeps what it has not seen. */
const CATCH_UP = 100_000
const KEY_LIFE_MS = 4 * HOUR_MS

export async function openGrown(dataDir: string): Promise<{ readonly store: Store; readonly keyring: Keyring }> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const keyring = new Keyring(loadMasterKey(null, dataDir).key)
  return { store: await openSqliteStore({ dataDir, checkpointKey: keyring.checkpoint }), keyring }
}

/** Makes the folder. Resolves when the audit log has every call. */
export async function grow({ dataDir, calls, keys, days, endsAt }: Growth): Promise<Totals> {
  const { store, keyring } = await openGrown(dataDir)
  const startsAt = instant(endsAt - days * DAY_MS)
  const stepMs = (days * DAY_MS) / calls
  const totals = new Map<string, { calls: number; microUsd: bigint }>()
  try {
    await ensureAdmin(store.registry, keyring, new Secret(ADMIN_KEY), dataDir, startsAt)
    await applyEnvironment(store.registry, keyring, [VENDOR], startsAt)
    const everyMs = (endsAt - startsAt) / keys
    const ring = new KeyRing(store.registry, keyring, { startsAt, everyMs, lifeMs: KEY_LIFE_MS })
    const random = randomFrom(SEED)
    const atOnce = Math.max(1, Math.min(AT_ONCE, Math.floor(APART_MS_MAX / stepMs)))
    for (let done = 0, seen = 0; done < calls; done += atOnce) {
      const at = instant(Math.floor(startsAt + done * stepMs))
      const live = await ring.liveAt(at, APART_MS_MAX)
      const count = Math.min(atOnce, calls - done)
      await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const kind = kindAt(random())
          const key = live[Math.floor(random() * live.length)]
          if (key === undefined) throw new Error('no key is live')
          await call(store, key, kind, { at: instant(Math.floor(at + index * stepMs)), number: done + index })
          if (kind.end !== 'refused') add(totals, kind.operation, kind.end === 'released' ? 0 : kind.microUsd)
        }),
      )
      if (done - seen < CATCH_UP) continue
      seen = done
      await store.audit.page({ kind: 'call' }, 1, null)
    }
    await store.audit.page({ kind: 'call' }, 1, null)
  } finally {
    await store.close()
  }
  return totals
}

function add(totals: Map<string, { calls: number; microUsd: bigint }>, operation: string, microUsd: number): void {
  const total = totals.get(operation) ?? { calls: 0, microUsd: 0n }
  totals.set(operation, { calls: total.calls + 1, microUsd: total.microUsd + BigInt(microUsd) })
}
