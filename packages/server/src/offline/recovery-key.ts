import { HOUR_MS, instant, type Policy } from '@keybrake/core'
import type { Actor, ConnectionRecord, IssueKey } from '@keybrake/ledger'
import { encodeKeyDocument } from '../admin/key-document.ts'
import { newId } from '../ids.ts'
import type { Keyring } from '../vault/keyring.ts'

export const RECOVERY_LABEL = 'keybrake recover'

/** What no caller may do anything with: its credential is thrown away unseen, and its allowlist lets nothing through. */
const NOTHING: Policy = {
  allowedEndpoints: [],
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
  uncapped: true,
}

/** A key that draws on one budget alone, to count an amount on it. */
export function recoveryKey(keyring: Keyring, actor: Actor, connection: ConnectionRecord, budgetId: string): IssueKey {
  const { at, principalId } = actor
  const id = newId('key')
  const { lookup, bearer } = keyring.randomVaultKey(at)
  const dayReset = { kind: 'anchored' } as const
  return {
    key: {
      id,
      lookup,
      mac: keyring.mac(bearer),
      principalId,
      connection: connection.name,
      label: RECOVERY_LABEL,
      run: null,
      createdAt: at,
      expiresAt: instant(at + HOUR_MS),
      maxPerCall: null,
      maxCalls: null,
      maxConcurrentCalls: null,
      rateLimit: null,
      observe: false,
      document: encodeKeyDocument({
        policy: NOTHING,
        tags: {},
        budgets: [],
        vendor: connection.vendor,
        caps: {},
        classCaps: {},
        dayReset,
        runBudget: 'none',
      }),
    },
    ownBudget: { id: newId('bud'), kind: 'key', name: `key:${id}`, caps: {}, anchor: at, dayReset, run: null },
    runBudget: null,
    namedBudgets: [],
    otherBudgetIds: [budgetId],
    requireCap: false,
    limits: { maxOutstanding: null, keysPerMinute: null },
    idempotency: null,
  }
}
