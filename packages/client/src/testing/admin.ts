/** The admin API of the fake. */
import type { AuditQuery, CallRow, Spend, SpendLine } from '../types/audit.ts'
import type { RevokeKeys } from '../types/key.ts'
import type { SetBrake } from '../types/others.ts'
import { invalid, json, problem } from './answers.ts'
import { readIssue } from './issue.ts'
import { type FakeKey, isMeant, sameCaps } from './keys.ts'
import { capsOf } from './ledger.ts'
import type { FakeState } from './state.ts'

export interface AdminRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: unknown
}

/** Null where the path is none of the admin API's. */
export function adminAnswer(state: FakeState, request: AdminRequest): Response | null {
  const { method, path, headers } = request
  if (path === '/healthz') return json(200, { status: 'ok', version: 'fake' })
  if (path === '/readyz') return json(200, { status: 'ready', version: 'fake', warnings: [] })
  if (!path.startsWith('/vault/')) return null
  if (headers.get('authorization') !== `Bearer ${state.apiKey}`)
    return problem(401, 'unauthenticated', 'An admin credential is needed.')
  const [, , noun, id] = path.split('/')
  if (noun === 'keys' && id === undefined) return method === 'POST' ? issue(state, request) : listKeys(state, request)
  if (noun === 'keys' && id === 'revoke') return revokeAll(state, request.body as RevokeKeys & { reason?: string })
  if (noun === 'keys') return oneKey(state, request, decodeURIComponent(id ?? ''))
  if (noun === 'brake') return method === 'PUT' ? setBrake(state, request.body as SetBrake) : json(200, state.brake)
  if (noun === 'audit' && id === undefined) return page(rowsFor(state, request.query), request.query)
  if (noun === 'audit') {
    const row = state.rows.find(({ call_id: callId }) => callId === id)
    return row === undefined
      ? problem(404, 'not_found', `There is no call ${id}.`)
      : json(200, { ...row, judgement: [] })
  }
  if (noun === 'spend') return json(200, spend(state))
  return problem(404, 'unknown_route', `The fake has no ${path}.`)
}

function issue(state: FakeState, { body, headers }: AdminRequest): Response {
  const name = headers.get('idempotency-key')
  const text = JSON.stringify(body)
  const earlier = name === null ? undefined : state.issues.get(name)
  if (earlier !== undefined)
    return earlier.body === text
      ? json(201, earlier.key.issued(state.now(), state.origin))
      : problem(409, 'idempotency_mismatch', 'This Idempotency-Key was used with another body.')
  const read = readIssue(body)
  if (!read.ok) return invalid(read.faults)
  const run = read.issue.run === undefined ? undefined : state.runs.get(read.issue.run)
  if (run?.isClosed === true) return problem(409, 'run_closed', 'The run is closed.')
  if (run !== undefined && read.issue.run_budget !== 'none' && !sameCaps(run.budget.caps, capsOf({ ...read.issue })))
    return problem(409, 'run_cap_mismatch', 'The run was created with other caps.')
  const key = state.addKey(read.issue, read.ttlMs)
  if (name !== null) state.issues.set(name, { body: text, key })
  return json(201, key.issued(state.now(), state.origin))
}

function listKeys(state: FakeState, { query }: AdminRequest): Response {
  const wanted = ['vendor', 'connection', 'label', 'run', 'status'] as const
  const shown = state.keys.map((key) => key.shown(state.now(), state.origin))
  const found = shown.filter((key) => wanted.every((name) => !query.has(name) || key[name] === query.get(name)))
  return page(found, query)
}

function oneKey(state: FakeState, { method, body }: AdminRequest, id: string): Response {
  const key = state.keys.find((one) => one.id === id)
  if (key === undefined) return problem(404, 'not_found', `There is no key ${id}.`)
  if (method === 'DELETE') revoke(state, key, (body as { reason?: string } | null)?.reason ?? null)
  else if (method !== 'GET') return problem(405, 'method_not_allowed', 'The fake does not change keys.')
  return json(200, key.shown(state.now(), state.origin))
}

function revoke(state: FakeState, key: FakeKey, reason: string | null): void {
  key.revoked ??= { atMs: state.now(), reason }
}

function revokeAll(state: FakeState, which: RevokeKeys & { reason?: string }): Response {
  const live = state.keys.filter((key) => key.revoked === null && isMeant(key, which))
  for (const key of live) revoke(state, key, which.reason ?? null)
  const run = 'run' in which ? state.runs.get(which.run) : undefined
  if (run !== undefined) run.isClosed = true
  return json(200, { revoked: live.length, key_ids: live.map(({ id }) => id) })
}

function setBrake(state: FakeState, { engaged, vendor = null, reason = '' }: SetBrake): Response {
  if (engaged && reason === '') return invalid([{ pointer: '/reason', message: 'is required to engage the brake' }])
  const changed_at = new Date(state.now()).toISOString()
  const others = state.brake.vendors.filter((one) => one.vendor !== vendor)
  state.brake =
    vendor === null
      ? { ...state.brake, engaged, reason, changed_at, changed_by: 'admin' }
      : { ...state.brake, vendors: [...others, { vendor, engaged, reason, changed_at, changed_by: 'admin' }] }
  return json(200, state.brake)
}

function rowsFor(state: FakeState, query: URLSearchParams): readonly CallRow[] {
  const tags = [...query].flatMap(([name, value]) => (name.startsWith('tag.') ? [[name.slice(4), value] as const] : []))
  const wanted = {
    label: (row) => row.key_label,
    run: (row) => row.run,
    key_id: (row) => row.key_id,
    vendor: (row) => row.vendor,
    operation: (row) => row.operation,
    decision: (row) => row.decision,
    code: (row) => row.code,
    state: (row) => row.state,
  } satisfies { [Name in keyof AuditQuery]?: (row: CallRow) => string | null }
  return state.rows.filter(
    (row) =>
      Object.entries(wanted).every(([name, pick]) => !query.has(name) || pick(row) === query.get(name)) &&
      tags.every(([name, value]) => row.tags[name] === value),
  )
}

function spend(state: FakeState): Spend {
  const data = spendByLabel(state)
  const sum = (pick: (line: SpendLine) => number): number => data.reduce((total, line) => plus(total, pick(line)), 0)
  const total = {
    calls: sum(({ calls }) => calls),
    spent_usd: sum(({ spent_usd }) => spent_usd),
    held_usd: sum(({ held_usd }) => held_usd),
  }
  return { by: 'label', per: null, zone: 'UTC', data: [...data], rest: [], total }
}

function spendByLabel(state: FakeState): readonly SpendLine[] {
  const lines = new Map<string, SpendLine>()
  for (const { key_label, decision, state: fate, cost_usd } of state.rows) {
    if (decision !== 'allowed') continue
    const group = key_label ?? ''
    const line = lines.get(group) ?? { group, bucket: null, calls: 0, spent_usd: 0, held_usd: 0 }
    line.calls++
    if (fate === 'unknown') line.held_usd = plus(line.held_usd, cost_usd)
    else line.spent_usd = plus(line.spent_usd, cost_usd)
    lines.set(group, line)
  }
  return [...lines.values()]
}

const plus = (a: number, b: number): number => (Math.round(a * 1e6) + Math.round(b * 1e6)) / 1e6

/** The cursor is the number of rows before the page. */
function page<T>(rows: readonly T[], query: URLSearchParams): Response {
  const start = Number.parseInt(query.get('cursor') ?? '0', 10)
  const end = start + Number.parseInt(query.get('limit') ?? '100', 10)
  return json(200, { data: rows.slice(start, end), next_cursor: end < rows.length ? String(end) : null })
}
