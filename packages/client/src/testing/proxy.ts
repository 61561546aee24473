/** The proxy plane of the fake: a vendor's path, judged, counted, and answered by a vendor that does as it is told. */
import type { CallRow } from '../types/audit.ts'
import { json, type Refusal, refusalAnswer, statusOf } from './answers.ts'
import { judged } from './judge.ts'
import type { FakeKey } from './keys.ts'
import { microOf, usdOf } from './money.ts'
import type { FakeState } from './state.ts'
import { answerOf, costOf, type FakeCall, operationOf, VENDORS } from './vendors.ts'

export interface ProxyRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly fields: Readonly<Record<string, unknown>>
}

export function proxyAnswer(state: FakeState, request: ProxyRequest): Response {
  const [vendorInPath, path] = routeOf(request.path)
  const callId = `call_fake_${state.next()}`
  const refuse = (code: 'missing_key' | 'invalid_key' | 'vendor_mismatch', message: string) =>
    refusalAnswer(vendorInPath ?? 'stripe', { code, message }, callId, null)
  const bearer = bearerOf(request.headers.get('authorization'))
  if (bearer === null) return refuse('missing_key', 'No vault key came with the call.')
  const key = state.keys.find(({ vaultKey }) => vaultKey === bearer)
  if (key === undefined) return refuse('invalid_key', 'The credential is not a vault key of this fake.')
  const { vendor } = key.issue
  if (vendorInPath !== null && vendorInPath !== vendor)
    return refuse('vendor_mismatch', `This vault key is for ${vendor}. Nothing was sent.`)
  const { method, fields, headers } = request
  const call = { vendor, operation: operationOf(vendor, method, path), method, path, fields, keyId: key.id, callId }
  return carryOut(state, key, call, headers.get('idempotency-key'))
}

function carryOut(state: FakeState, key: FakeKey, call: FakeCall, idempotencyKey: string | null): Response {
  const kept = keptFor(state, key, call, idempotencyKey)
  if (kept !== null) return kept
  const nowMs = state.now()
  const cost = costOf(call)
  const refusal = judged(key, call, cost, state.brake, nowMs)
  if (refusal !== null || cost === null) return refused(state, key, call, refusal ?? UNREACHABLE)
  key.callsMs.push(nowMs)
  if (cost > 0) key.costly++
  const lostAt = state.lost.findIndex((isMeant) => isMeant(call))
  for (const budget of key.budgets) budget.count({ atMs: nowMs, micro: cost, isHeld: lostAt >= 0 })
  if (call.method !== 'GET') state.executed.push({ ...call, cost_usd: usdOf(cost) })
  if (lostAt >= 0) {
    state.lost.splice(lostAt, 1)
    note(state, key, call, { status: 502, code: 'upstream_broken', state: 'unknown', cost_usd: usdOf(cost) })
    return refusalAnswer(call.vendor, LOST, call.callId, least(key, nowMs))
  }
  note(state, key, call, { status: 200, code: null, state: cost === 0 ? 'free' : 'settled', cost_usd: usdOf(cost) })
  const body = answerOf(call, state.next())
  if (idempotencyKey !== null)
    state.kept.set(idempotencyKey, { request: requestText(key, call), status: 200, body: JSON.stringify(body) })
  return withCallHeaders(json(200, body), key, call, nowMs)
}

const LOST: Refusal = {
  code: 'upstream_broken',
  message: 'The vendor’s answer broke off. Money may have moved: repeat only with the same idempotency key.',
}
/** Never given: a call whose cost is not known has been refused before. */
const UNREACHABLE: Refusal = { code: 'cost_unknown', message: 'The cost of this call is not known.' }

/** The answer to a repeat, which costs nothing more; null for a call that is none. */
function keptFor(state: FakeState, key: FakeKey, call: FakeCall, name: string | null): Response | null {
  const kept = name === null || call.vendor === 'twilio' ? undefined : state.kept.get(name)
  if (kept === undefined) return null
  if (kept.request === requestText(key, call))
    return new Response(kept.body, { status: kept.status, headers: JSON_TYPE })
  const message = 'This idempotency key was used with other parameters. Nothing was sent; do not retry.'
  return refused(state, key, call, { code: 'idempotency_mismatch', message })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const requestText = ({ issue }: FakeKey, { method, path, fields }: FakeCall): string =>
  JSON.stringify([issue.vendor, method, path, fields])

function refused(state: FakeState, key: FakeKey, call: FakeCall, refusal: Refusal): Response {
  const status = statusOf(refusal)
  note(state, key, call, { decision: 'refused', status, code: refusal.code, state: null, cost_usd: 0 })
  return refusalAnswer(call.vendor, refusal, call.callId, least(key, state.now()))
}

function note(state: FakeState, key: FakeKey, call: FakeCall, what: Partial<CallRow>): void {
  const shown = key.shown(state.now(), state.origin)
  state.rows.unshift({
    kind: 'call',
    call_id: call.callId,
    time: new Date(state.now()).toISOString(),
    key_id: key.id,
    key_label: shown.label,
    run: shown.run,
    tags: shown.tags,
    principal: shown.principal,
    connection: call.vendor,
    vendor: call.vendor,
    operation: call.operation,
    money_class: null,
    method: call.method,
    path: call.path,
    decision: 'allowed',
    code: null,
    status: null,
    reserved_usd: what.cost_usd ?? 0,
    cost_usd: 0,
    amount: typeof call.fields['amount'] === 'string' ? call.fields['amount'] : null,
    currency: typeof call.fields['currency'] === 'string' ? call.fields['currency'] : null,
    rate: null,
    state: null,
    budgets: shown.budgets,
    request_label: null,
    request_run: null,
    count: 1,
    vendor_request_id: null,
    vendor_object_id: null,
    idempotency_key: null,
    replay_of: null,
    request: {},
    latency_ms: 0,
    proxy_ms: 0,
    client_address: null,
    error: null,
    chain: { chain: 'fake', seq: state.rows.length + 1, hash: '' },
    ...what,
  })
}

function withCallHeaders(answer: Response, key: FakeKey, call: FakeCall, nowMs: number): Response {
  answer.headers.set('keybrake-call-id', call.callId)
  const remaining = least(key, nowMs)
  if (remaining !== null) answer.headers.set('keybrake-remaining-usd', String(remaining))
  return answer
}

function least({ budgets }: FakeKey, nowMs: number): number | null {
  const left = budgets
    .flatMap((budget) => budget.lines(nowMs))
    .flatMap(({ remaining_usd }) => microOf(remaining_usd) ?? [])
  return left.length === 0 ? null : usdOf(Math.min(...left))
}

/** `/stripe/v1/…` → Stripe and `/v1/…`; a vendor's own path at the root is of whichever vendor the key is for. */
function routeOf(path: string): readonly [vendor: string | null, path: string] {
  const [, first = '', ...rest] = path.split('/')
  if (!VENDORS.includes(first)) return [null, path]
  // Twilio's products stand between; this fake has the one that sends messages.
  if (first === 'twilio' && rest[0] === 'api') rest.shift()
  return [first, `/${rest.join('/')}`]
}

function bearerOf(authorization: string | null): string | null {
  const [, scheme = '', value = ''] = /^(\S+) (\S+)$/.exec(authorization ?? '') ?? []
  if (/^bearer$/i.test(scheme)) return value
  if (!/^basic$/i.test(scheme)) return null
  const [user = '', password = ''] = atob(value).split(':')
  return password === '' ? user : password
}
