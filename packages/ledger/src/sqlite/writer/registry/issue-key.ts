/** Issues a key with its own budget, and its run where it is the first: all in one commit, or nothing. */
import { type Instant, MINUTE_MS, usdNumber } from '@keybrake/core'
import type { Actor, IssueKey, IssueResult } from '../../../registry.ts'
import { integer } from '../columns.ts'
import { capsOf } from '../counters.ts'
import { dayResetOf } from '../windows.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, dayResetFact, recordAdmin } from './admin-entry.ts'
import { addClassBudgets, classCapFacts } from './class-budgets.ts'
import { type IssueBudgets, issueBudgets, type Refused } from './issue-budgets.ts'
import { credentialOwner } from './credential.ts'
import { claimedKey, putClaim } from './issue-claim.ts'
import { keyWithBudgets } from './key-record.ts'
import { outstanding } from './outstanding.ts'
import { prepared } from './prepared.ts'
import { principalById } from './principal-row.ts'
import { startRun } from './start-run.ts'

export const issueKey: RegistryVerbs['issueKey'] = (unit, actor, command) => {
  const at = unit.time(actor.at)
  const { credentialMac } = command
  if (credentialMac !== undefined && credentialOwner(unit, credentialMac) !== command.key.principalId)
    return { status: 'principal_gone' }
  // A repeat is answered first: whatever has changed since, the key was issued.
  const claim = command.idempotency === null ? null : { ...command.idempotency, principalId: command.key.principalId }
  const claimed = claim === null ? null : claimedKey(unit, claim, at)
  if (claimed === 'mismatch') return { status: 'idempotency_mismatch' }
  const former = claimed === null ? null : unit.keys.get(claimed)
  if (former !== null) return shown(unit, 'replayed', former, at)

  const budgets = decide(unit, command, at)
  if (budgets.status !== 'found') return budgets
  const key = add(unit, command, budgets, at)
  if (claim !== null) putClaim(unit, claim, key.id, at)
  recordIssue(unit, actor, command, key, budgets, at)
  return shown(unit, 'issued', key, at)
}

function shown(unit: Unit, status: 'issued' | 'replayed', key: Key, at: Instant): IssueResult {
  const present = keyWithBudgets(unit, key, at)
  return { status, key: present.key, present }
}

/** Everything that can speak against the key. Changes nothing. */
function decide(unit: Unit, command: IssueKey, at: Instant): IssueBudgets | Refused {
  const { key, limits } = command
  const connection = unit.connections.get(key.connection)
  if (connection === null || connection.deletedAt !== null) return { status: 'connection_gone' }
  const principal = principalById(unit, key.principalId)
  if (principal !== null && principal.deletedAt !== null) return { status: 'principal_gone' }
  const found = issueBudgets(unit, command, { connection, principal }, at)
  if (found.status !== 'found') return found
  const all = allOf(found)
  if (command.requireCap && !all.some(({ caps }) => caps.some((cap) => cap !== null))) return { status: 'cap_required' }
  if (limits.keysPerMinute !== null && hasIssued(unit, key.principalId, limits.keysPerMinute, at)) {
    return { status: 'ceiling_exceeded', ceiling: 'keys_per_minute' }
  }
  if (limits.maxOutstanding !== null) {
    const sum = outstanding(unit, key.principalId, { expiresAt: key.expiresAt, budgets: all }, at)
    if (sum === null || sum > limits.maxOutstanding) {
      return { status: 'ceiling_exceeded', ceiling: 'max_outstanding_usd' }
    }
  }
  return found
}

const allOf = ({ own, run, shared }: IssueBudgets): readonly Budget[] => [
  own,
  ...(run === null ? [] : [run.budget]),
  ...shared,
]

const NTH_LAST = 'SELECT created_at FROM keys WHERE principal_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?'

/** Whether the principal has issued this many keys in the last minute. */
function hasIssued(unit: Unit, principalId: string, count: number, at: Instant): boolean {
  if (count < 1) return true
  unit.keys.flush()
  const row = prepared(unit.db, NTH_LAST).get(principalId, count - 1)
  return row !== undefined && integer(row, 'created_at') > at - MINUTE_MS
}

function add(unit: Unit, command: IssueKey, budgets: IssueBudgets, at: Instant): Key {
  const { own, run } = budgets
  if (run?.isNew === true) startRun(unit, run.budget, at)
  unit.budgets.add(own.id, own)
  const { key: given } = command
  // Member by member: keys are issued by the thousand, and spreading an object without some of its members is slow.
  const key: Key = {
    seq: 0,
    id: given.id,
    lookup: given.lookup,
    mac: given.mac,
    principalId: given.principalId,
    connection: given.connection,
    label: given.label,
    run: given.run,
    budgetIds: allOf(budgets).map(({ id }) => id),
    classBudgets: addClassBudgets(unit, own, command.classBudgets ?? [], at),
    createdAt: given.createdAt,
    expiresAt: given.expiresAt,
    revokedAt: null,
    revokeReason: null,
    maxPerCall: given.maxPerCall,
    maxCalls: given.maxCalls,
    maxConcurrentCalls: given.maxConcurrentCalls,
    rateCalls: given.rateLimit?.calls ?? null,
    ratePerMs: given.rateLimit?.perMs ?? null,
    observe: given.observe,
    revision: 1,
    document: given.document,
  }
  unit.keys.add(key.id, key)
  return key
}

function recordIssue(
  unit: Unit,
  actor: Actor,
  { classBudgets = [] }: IssueKey,
  key: Key,
  budgets: IssueBudgets,
  at: Instant,
): void {
  const { own, run } = budgets
  if (run?.isNew === true) {
    const facts = {
      kind: 'run',
      name: run.budget.name,
      key_principal: key.principalId,
      caps_usd: capFacts(capsOf(run.budget)),
    }
    recordAdmin(unit, actor, at, { action: 'budget.created', subject: run.budget.id, facts })
  }
  recordAdmin(unit, actor, at, {
    action: 'key.issued',
    subject: key.id,
    facts: {
      key_principal: key.principalId,
      connection: key.connection,
      label: key.label,
      run: key.run,
      budgets: allOf(budgets).map(({ name }) => name),
      caps_usd: capFacts(capsOf(own)),
      ...(classBudgets.length === 0 ? {} : { class_caps_usd: classCapFacts(classBudgets) }),
      day_reset: dayResetFact(dayResetOf(own)),
      max_usd_per_call: key.maxPerCall === null ? null : usdNumber(key.maxPerCall),
      max_calls: key.maxCalls,
      expires_at: key.expiresAt,
      observe: key.observe,
    },
  })
}
