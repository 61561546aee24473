/** The keys of a grown folder, as the admin API would issue them. */
import { HOUR_MS, type Instant, instant, microUsd } from '@keybrake/core'
import type { IssueKey } from '@keybrake/ledger'
import { encodeKeyDocument } from '../../packages/server/src/admin/key-document.ts'
import { newId } from '../../packages/server/src/ids.ts'
import { ADMIN_PRINCIPAL } from '../../packages/server/src/start/admin-principal.ts'
import type { Keyring } from '../../packages/server/src/vault/keyring.ts'

const CONNECTION = 'stripe'
/** Much more than the calls of one key can cost. */
const CAP = microUsd(5_000_000_000_000_000n)
/** So many different jobs issue keys, each under a label of its own; every four keys of a job have a run in common. */
const LABELS = 40
const KEYS_A_RUN = 4

export const labelOf = (number: number): string => `nightly-billing-${number % LABELS}`
export const runOf = (number: number): string => `job-${number % LABELS}-${Math.floor(number / (LABELS * KEYS_A_RUN))}`

/** @param number of the key: it says whose it is */
export function issueCommand(keyring: Keyring, number: number, at: Instant, lifeMs = 4 * HOUR_MS): IssueKey {
  const id = newId('key')
  const { bearer, lookup } = keyring.randomVaultKey(at)
  const own = { caps: { total: CAP, day: CAP }, anchor: at, dayReset: { kind: 'anchored' } } as const
  return {
    key: {
      id,
      lookup,
      mac: keyring.mac(bearer),
      principalId: ADMIN_PRINCIPAL,
      connection: CONNECTION,
      label: labelOf(number),
      run: runOf(number),
      createdAt: at,
      expiresAt: instant(at + lifeMs),
      maxPerCall: null,
      maxCalls: null,
      maxConcurrentCalls: null,
      rateLimit: null,
      observe: false,
      document: encodeKeyDocument({
        policy: {
          allowedEndpoints: ['payment_intents.*', 'refunds.create', 'customers.retrieve'],
          parameters: {},
          unknownCost: { kind: 'deny' },
          accounts: [],
          openedEndpoints: [],
          maxPerCall: null,
          maxCalls: null,
          maxConcurrentCalls: null,
          rateLimit: null,
          exhaustedStatus: 429,
          idempotencyScope: 'principal',
          mode: 'enforce',
          uncapped: false,
        },
        tags: {},
        budgets: [],
        vendor: CONNECTION,
        caps: own.caps,
        classCaps: {},
        dayReset: own.dayReset,
        runBudget: 'none',
      }),
    },
    ownBudget: { ...own, id: newId('bud'), kind: 'key', name: `key:${id}`, run: null },
    runBudget: null,
    namedBudgets: [],
    otherBudgetIds: [],
    requireCap: true,
    limits: { maxOutstanding: null, keysPerMinute: null },
    idempotency: null,
  }
}
