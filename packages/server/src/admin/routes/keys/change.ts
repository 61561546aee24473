import { type ChangeKeyRequest, keys } from '@keybrake/contract'
import { type Instant, instant, WINDOWS } from '@keybrake/core'
import type { KeyChange, KeyWithBudgets } from '@keybrake/ledger'
import { type AdminAnswer, invalid, isProblem, json, notFound, type Problem, problem } from '../../answer.ts'
import { classBudgets } from '../../class-budgets.ts'
import { changedMeanwhile, keyTag, matches } from '../../etag.ts'
import { findKey } from '../../find-key.ts'
import { keyAnswer } from '../../key-answer.ts'
import { decodeKeyDocument, encodeKeyDocument, type KeyDocument } from '../../key-document.ts'
import type { AdminParts } from '../../parts.ts'
import { exceeded } from '../../issue.ts'
import { ceilingsOf, type JudgedKey, keyCeilingFault } from '../../key-ceilings.ts'
import { checkAllowlist } from '../../policy-check.ts'
import { route } from '../../route.ts'

/** Others may change the key between our reading and our writing; each retry works from what they left. */
const ATTEMPTS_MAX = 10

export const changeKey = route(keys.changeKey, async (call, caller): Promise<AdminAnswer> => {
  const { parts, body, at } = call
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const found = await findKey(call, caller)
    if (isProblem(found)) return found
    if (found.status === 'revoked') return problem('key_revoked', 'A revoked vault key stays revoked. Issue a new one.')
    if (!matches(call.header('if-match'), keyTag(found.key)))
      return changedMeanwhile('vault key', keyAnswer(parts, found, caller.sees))
    const change = await changeOf(parts, found, body, at)
    if (isProblem(change)) return change
    const result = await parts.store.registry.changeKey(caller.actor, change)
    if (result.status === 'conflict') continue
    if (result.status === 'not_found') return notFound('vault key with this id')
    if (!('key' in result)) return problem('key_revoked', 'The vault key was revoked just now.')
    parts.keyHints.forget(result.key.lookup)
    const changed = await findKey(call, caller)
    return isProblem(changed) ? changed : json(keyAnswer(parts, changed, caller.sees), { etag: keyTag(changed.key) })
  }
  return problem('conflict', 'Other changes of this key came first each time. Try again.')
})

async function changeOf(
  parts: AdminParts,
  found: KeyWithBudgets,
  body: ChangeKeyRequest,
  at: Instant,
): Promise<KeyChange | Problem> {
  const before = decodeKeyDocument(found.key.document)
  const document = documentOf(before, body)
  const connection = parts.connections.get(found.key.connection)
  if (body.allowedEndpoints !== null && connection !== undefined) {
    const faults = checkAllowlist(connection, body.allowedEndpoints)
    if (faults.length > 0) return invalid(...faults)
  }
  if (!document.policy.uncapped && !isCapped(document, found))
    return invalid({ pointer: '/total_usd_cap', message: 'the key would be left without any cap' })
  const expiresAt = body.expiresAt ?? (body.ttlMs === null ? null : instant(at + body.ttlMs))
  if (expiresAt !== null && expiresAt <= at)
    return invalid({ pointer: '/expires_at', message: 'lies in the past; revoke the key to end it now' })
  const beyond = await beyondCeilings(parts, found, {
    document,
    createdAt: found.key.createdAt,
    expiresAt: expiresAt ?? found.key.expiresAt,
  })
  if (beyond !== null) return beyond
  const { policy } = document
  return {
    keyId: found.key.id,
    revision: found.key.revision,
    document: encodeKeyDocument(document),
    maxPerCall: policy.maxPerCall,
    maxCalls: policy.maxCalls,
    maxConcurrentCalls: policy.maxConcurrentCalls,
    rateLimit: policy.rateLimit,
    ...(body.label === undefined ? {} : { label: body.label }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(body.caps === null ? {} : { caps: document.caps }),
    ...(body.classCaps === null ? {} : { classBudgets: classBudgetsOf(found, document) }),
    ...(body.dayReset === null ? {} : { dayReset: body.dayReset }),
  }
}

const classBudgetsOf = ({ key }: KeyWithBudgets, { classCaps, dayReset }: KeyDocument) =>
  classBudgets(key.id, classCaps, key.createdAt, dayReset)

/** An operator may change an issuer's key, but not beyond what the issuer may hold: each call is judged by that again. */
async function beyondCeilings(parts: AdminParts, { key }: KeyWithBudgets, judged: JudgedKey): Promise<Problem | null> {
  const issuer = await parts.store.registry.principal(key.principalId)
  const ceilings = issuer === null ? null : ceilingsOf(issuer)
  const connection = parts.connections.get(key.connection)
  const fault = ceilings === null || connection === undefined ? null : keyCeilingFault(judged, ceilings, connection)
  return fault === null ? null : exceeded(fault.ceiling, fault.why)
}

function documentOf(before: KeyDocument, body: ChangeKeyRequest): KeyDocument {
  const kept = <T>(given: T | undefined, stands: T): T => (given === undefined ? stands : given)
  const { policy } = before
  return {
    ...before,
    caps: body.caps?.(before.caps) ?? before.caps,
    classCaps: body.classCaps?.(before.classCaps) ?? before.classCaps,
    dayReset: body.dayReset ?? before.dayReset,
    policy: {
      ...policy,
      allowedEndpoints: body.allowedEndpoints ?? policy.allowedEndpoints,
      maxPerCall: kept(body.maxPerCall, policy.maxPerCall),
      maxCalls: kept(body.maxCalls, policy.maxCalls),
      maxConcurrentCalls: kept(body.maxConcurrentCalls, policy.maxConcurrentCalls),
      rateLimit: kept(body.rateLimit, policy.rateLimit),
    },
  }
}

/** By a cap of its own, or of a budget that it shares. */
function isCapped(document: KeyDocument, { lines }: KeyWithBudgets): boolean {
  if (Object.keys(document.caps).length > 0) return true
  return lines.some(
    ({ kind, cap, window }) => kind !== 'key' && cap !== null && WINDOWS.some((counted) => counted === window),
  )
}
