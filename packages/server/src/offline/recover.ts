/**
 * After a backup was put back: keys that were revoked since may live again, and money that was spent since is not counted.
 * So every key is revoked, every run is closed, and every open window with a cap counts as full (SPEC section 7).
 *
 * It goes through the ledger's own verbs, so that each step is an entry of the audit log: a window is filled by a call of
 * the operation `keybrake.recover`, settled at what was left. Doing it again changes nothing more.
 */
import { type BudgetView, type Instant, instant, type MicroUsd, remaining, WINDOWS, ZERO_USD } from '@keybrake/core'
import type { Actor, BrakeState, BudgetRecord, ConnectionRecord, Registry, Store } from '@keybrake/ledger'
import { readConfig } from '../config.ts'
import { newId } from '../ids.ts'
import { ADMIN_PRINCIPAL } from '../start/admin-principal.ts'
import type { Keyring } from '../vault/keyring.ts'
import { openBooks } from './open-books.ts'
import { recoveryKey } from './recovery-key.ts'

export interface Recovery {
  readonly revokedKeys: number
  readonly closedRuns: number
  readonly filledBudgets: readonly { readonly name: string; readonly added: MicroUsd }[]
  /** Budgets with room that could not be filled, for want of a connection that a call could be of. */
  readonly leftBudgets: readonly string[]
}

const REASON = 'recovered from a backup'
const PAGE = 500
/** Brakes that stand in the way while windows are filled; remembered, in case this is cut off. */
const BRAKES_SETTING = 'recover_brakes'

/** @param plan only says what would be done @throws SetupError */
export async function recoverFolder(
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  plan: boolean,
): Promise<Recovery> {
  const books = await openBooks(readConfig(environment, argv))
  try {
    return await recover(books.store, books.keyring, instant(Date.now()), plan)
  } finally {
    await books.close()
  }
}

async function recover(store: Store, keyring: Keyring, at: Instant, plan: boolean): Promise<Recovery> {
  const { registry } = store
  const actor: Actor = { principalId: ADMIN_PRINCIPAL, at, address: null }
  const connections = await registry.connections()
  const budgets = await allBudgets(registry, at)
  const runs = budgets.filter(({ kind, closedAt }) => kind === 'run' && closedAt === null)
  const withRoom = budgets.filter((budget) => budget.kind !== 'run' && roomOf(budget).most > 0n)
  const carrier = connections.find(({ deletedAt }) => deletedAt === null) ?? null
  const planned: Recovery = {
    revokedKeys: await liveKeys(registry, at),
    closedRuns: runs.length,
    filledBudgets:
      carrier === null ? [] : withRoom.map((budget) => ({ name: budget.name, added: roomOf(budget).most })),
    leftBudgets: carrier === null ? withRoom.map(({ name }) => name) : [],
  }
  if (plan) return planned
  for (const { name } of connections) await registry.revokeKeys(actor, { connection: name, principalId: null }, REASON)
  for (const { name } of runs)
    await registry.revokeKeys(actor, { run: name.slice('run:'.length), principalId: null }, REASON)
  if (carrier !== null)
    await withoutBrakes(registry, actor, async () => {
      for (const budget of withRoom) await fill(store, keyring, actor, carrier, budget)
    })
  return planned
}

async function allBudgets(registry: Registry, at: Instant): Promise<readonly BudgetRecord[]> {
  const all: BudgetRecord[] = []
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<Registry['budgets']>> = await registry.budgets({ at, limit: PAGE, cursor })
    all.push(...page.data)
    if (page.nextCursor === null) return all
    cursor = page.nextCursor
  }
}

async function liveKeys(registry: Registry, at: Instant): Promise<number> {
  let count = 0
  for (const status of ['active', 'exhausted'] as const)
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<Registry['keys']>> = await registry.keys({ at, status, limit: PAGE, cursor })
      count += page.data.length
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
  return count
}

/** What the capped windows of a budget still let through: the tightest, and the widest. */
function roomOf({ caps, counters }: BudgetView): { readonly least: MicroUsd; readonly most: MicroUsd } {
  const rooms = WINDOWS.flatMap((window) => {
    const cap = caps[window]
    return cap === undefined ? [] : [remaining(cap, counters[window].spent, counters[window].held)]
  })
  const extreme = (isBetter: (a: MicroUsd, b: MicroUsd) => boolean): MicroUsd =>
    rooms.reduce((best, room) => (isBetter(room, best) ? room : best), rooms[0] ?? ZERO_USD)
  return { least: extreme((a, b) => a < b), most: extreme((a, b) => a > b) }
}

/** One call draws on all windows alike: it is held at what the tightest lets through, and settled at what fills the widest. */
async function fill(
  { ledger, registry }: Store,
  keyring: Keyring,
  actor: Actor,
  connection: ConnectionRecord,
  budget: BudgetRecord,
): Promise<void> {
  const { at } = actor
  const issued = await registry.issueKey(actor, recoveryKey(keyring, actor, connection, budget.id))
  if (!('key' in issued)) throw new Error(`a key to fill ${budget.name} with was not issued: ${issued.status}`)
  const { key } = issued
  const callId = newId('call')
  const { least, most } = roomOf(budget)
  const facts = {
    key_label: key.label,
    principal: actor.principalId,
    // No vendor and no connection: nothing was sent, and their totals do not grow.
    operation: 'keybrake.recover',
    reason: `${REASON}: the windows of ${budget.name} count as full`,
  }
  const admitted = await ledger.admit({
    at,
    callId,
    keyId: key.id,
    keyRevision: key.revision,
    connection: connection.name,
    connectionRevision: connection.revision,
    vendor: connection.vendor,
    claim: null,
    observed: null,
    facts: JSON.stringify(facts),
    cost: { kind: 'known', amount: least, object: null },
    moneyClass: null,
    entered: false,
  })
  if (admitted.status !== 'admitted') throw new Error(`${budget.name} could not be filled: ${admitted.status}`)
  await ledger.settle({ at, callId, facts: '{}', actual: most, object: null, givesBack: false, replayed: false })
  await registry.revokeKeys(actor, { keyId: key.id, principalId: null }, REASON)
}

/** An engaged brake admits no call, not even these. Nothing else is admitted meanwhile: no process runs. */
async function withoutBrakes(registry: Registry, actor: Actor, work: () => Promise<void>): Promise<void> {
  const stored = JSON.parse((await registry.setting(BRAKES_SETTING)) ?? '[]') as BrakeState[]
  const engaged = [...stored, ...(await registry.brake()).filter((brake) => brake.engaged)]
  if (engaged.length > 0) await registry.setSetting(BRAKES_SETTING, JSON.stringify(engaged))
  for (const { vendor, reason } of engaged) await registry.setBrake(actor, { vendor, engaged: false, reason })
  try {
    await work()
  } finally {
    for (const { vendor, reason } of engaged) await registry.setBrake(actor, { vendor, engaged: true, reason })
    if (engaged.length > 0) await registry.setSetting(BRAKES_SETTING, '[]')
  }
}
