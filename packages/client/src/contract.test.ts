/** This package's own types say what the contract says: answers by the compiler, names of requests by their lists. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ADMIN_CODES,
  type adminRowAnswer,
  type AnyOperation,
  audit,
  type brakeAnswer,
  type budgetAnswer,
  budgets,
  type budgetsAnswer,
  type callRowAnswer,
  type connectionAnswer,
  connections,
  type createdPrincipalAnswer,
  type deletedAnswer,
  type deletedPrincipalAnswer,
  type EventKind,
  type healthAnswer,
  type issuedKeyAnswer,
  type judgementAnswer,
  type keyAnswer,
  keys,
  type observeAnswer,
  openapi,
  operations,
  operators,
  type principalAnswer,
  type reachAnswer,
  type readyAnswer,
  type refusalsAnswer,
  type revokedAnswer,
  type rotatedAnswer,
  type spendAnswer,
  type statusAnswer,
  type vendorsAnswer,
  type verifyAnswer,
} from '@keybrake/contract'
import { CODES, type MONEY_CLASSES } from '@keybrake/core'
import type { z } from 'zod'
import { type AdminCode, isFault, PROXY_CODES } from './codes.ts'
import type * as own from './index.ts'

/** `true` where both types are the same; else the line that uses it does not compile. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Spelled out, so that an interface and an object of the same members are one type. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [Name in keyof T]: Plain<T[Name]> }
    : T
type Is<Own, Schema extends z.ZodType> = Same<Plain<Own>, Plain<z.infer<Schema>>>

// The compiler is the test: a member that is missing, too many or of another type is an error in its line.
true satisfies Is<own.Key, typeof keyAnswer>
true satisfies Is<own.IssuedKeyFields, typeof issuedKeyAnswer>
true satisfies Is<own.RevokedKeys, typeof revokedAnswer>
true satisfies Is<own.Reach, typeof reachAnswer>
true satisfies Is<own.Budget, typeof budgetAnswer>
true satisfies Is<own.SortablePage<own.Budget>, typeof budgetsAnswer>
true satisfies Is<own.Deleted, typeof deletedAnswer>
true satisfies Is<own.Connection, typeof connectionAnswer>
true satisfies Is<own.CallRow, typeof callRowAnswer>
true satisfies Is<own.JudgedStep[], typeof judgementAnswer>
true satisfies Is<own.AdminRow, typeof adminRowAnswer>
true satisfies Is<own.Spend, typeof spendAnswer>
true satisfies Is<own.Refusals, typeof refusalsAnswer>
true satisfies Is<own.Observed, typeof observeAnswer>
true satisfies Is<own.Verification, typeof verifyAnswer>
true satisfies Is<own.Status, typeof statusAnswer>
true satisfies Is<own.Brake, typeof brakeAnswer>
true satisfies Is<own.Principal, typeof principalAnswer>
true satisfies Is<own.CreatedPrincipal, typeof createdPrincipalAnswer>
true satisfies Is<own.RotatedCredential, typeof rotatedAnswer>
true satisfies Is<own.DeletedPrincipal, typeof deletedPrincipalAnswer>
true satisfies Is<own.Vendor, z.ZodType<z.infer<typeof vendorsAnswer>['data'][number]>>
true satisfies Is<own.Health, typeof healthAnswer>
true satisfies Is<own.Readiness, typeof readyAnswer>
true satisfies Same<AdminCode, keyof typeof ADMIN_CODES>
true satisfies Same<own.ProxyCode, keyof typeof CODES>
true satisfies Same<own.MoneyClass, (typeof MONEY_CLASSES)[number]>
true satisfies Same<Exclude<own.VaultEvent['kind'], 'gap'>, EventKind>

test('each code of the proxy is known, with what the registry says of repeating it', () => {
  assert.deepEqual(PROXY_CODES, Object.fromEntries(Object.entries(CODES).map(([code, { retry }]) => [code, retry])))
  for (const [code, { status }] of Object.entries(CODES)) assert.equal(isFault(code), status >= 500, code)
})

/** Every name a request may have, as its type lists them: one too many or too few does not compile. */
type Names<T> = Readonly<Record<T extends unknown ? keyof T : never, true>>

const CAPS = {
  hourly_usd_cap: true,
  daily_usd_cap: true,
  monthly_usd_cap: true,
  total_usd_cap: true,
  usd_cap: true,
  run_usd_cap: true,
} satisfies Names<own.GivenCaps>
const DAY = { daily_reset: true, timezone: true } satisfies Names<own.DayRule>
const PAGE = { limit: true, cursor: true } satisfies Names<own.PageQuery>
const TTL = { expires_in: true, ttl: true, ttl_seconds: true, expires_at: true } as const
const LIMITS = { max_usd_per_call: true, max_calls: true, max_concurrent_calls: true, rate_limit: true } as const

const SETTINGS = {
  ...LIMITS,
  upstream: true,
  upstreams: true,
  account: true,
  correlate: true,
  settings: true,
  idempotency_scope: true,
  opened_endpoints: true,
  body_limit_bytes: true,
} satisfies Names<own.ConnectionSettings>

const bodies: readonly (readonly [AnyOperation, Readonly<Record<string, true>>])[] = [
  [
    keys.issueKey as AnyOperation,
    {
      ...CAPS,
      ...DAY,
      ...LIMITS,
      ...TTL,
      vendor: true,
      connection: true,
      allowed_endpoints: true,
      caps: true,
      label: true,
      run: true,
      agent_run_label: true,
      agent_run_id: true,
      run_budget: true,
      budgets: true,
      tags: true,
      parameters: true,
      unknown_cost: true,
      idempotency_scope: true,
      accounts: true,
      opened_endpoints: true,
      exhausted_status: true,
      uncapped: true,
      mode: true,
    } satisfies Names<own.IssueKey>,
  ],
  [
    keys.changeKey as AnyOperation,
    {
      ...CAPS,
      ...DAY,
      ...LIMITS,
      ...TTL,
      caps: true,
      allowed_endpoints: true,
      label: true,
    } satisfies Names<own.ChangeKey>,
  ],
  [budgets.createBudget as AnyOperation, { ...CAPS, ...DAY, name: true } satisfies Names<own.CreateBudget>],
  [budgets.changeBudget as AnyOperation, { ...CAPS, ...DAY } satisfies Names<own.ChangeBudget>],
  [
    connections.createConnection as AnyOperation,
    { ...SETTINGS, ...CAPS, name: true, vendor: true, secret: true } satisfies Names<own.CreateConnection>,
  ],
  [
    connections.changeConnection as AnyOperation,
    { ...SETTINGS, ...CAPS, vendor: true, secret: true } satisfies Names<own.ChangeConnection>,
  ],
  [operators.setBrake as AnyOperation, { engaged: true, vendor: true, reason: true } satisfies Names<own.SetBrake>],
  [
    operators.createPrincipal as AnyOperation,
    { name: true, role: true, ceilings: true } satisfies Names<own.CreatePrincipal>,
  ],
  [
    audit.resolveCall as AnyOperation,
    { executed: true, cost_usd: true, reason: true } satisfies Names<own.ResolveCall>,
  ],
]

test('a request has the fields that the admin API reads, by all of their names', () => {
  for (const [{ id, body }, names] of bodies) {
    assert.ok(body !== null, id)
    assert.deepEqual(Object.keys(names).sort(), [...Object.keys(body.shape), ...Object.keys(body.aliases)].sort(), id)
  }
})

/** Other names of what `vault_key` and `run` say; this package has one name for each. */
const REVOKE_ALIASES = ['agent_run_id', 'agent_run_label', 'token']

test('keys are revoked by the selectors that the admin API has', () => {
  const names = {
    label: true,
    label_prefix: true,
    run: true,
    budget: true,
    vendor: true,
    connection: true,
    vault_key: true,
    key_id: true,
    reason: true,
  } satisfies Names<own.RevokeKeys>
  // A dry run has a method of its own: `reachOf`.
  assert.deepEqual([...Object.keys(names), 'dry_run'].sort(), Object.keys(keys.revokeKeys.body?.shape ?? {}).sort())
  assert.deepEqual(Object.keys(keys.revokeKeys.body?.aliases ?? {}).sort(), REVOKE_ALIASES)
})

test('the ceilings of an issuer are those of the document', () => {
  const names = {
    connections: true,
    vendors: true,
    allowed_endpoints: true,
    parameters: true,
    max_usd_cap: true,
    max_ttl: true,
    max_outstanding_usd: true,
    daily_usd_cap: true,
    keys_per_minute: true,
    budgets: true,
    required_budgets: true,
    accounts: true,
    opened_endpoints: true,
    allow: true,
  } satisfies Names<own.Ceilings>
  const text = JSON.stringify(document)
  for (const name of Object.keys(names)) assert.ok(text.includes(`"${name}"`), name)
})

const document = openapi({ version: '0', serverUrl: 'http://127.0.0.1' }) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters: readonly Parameter[] }>>>>
}
interface Parameter {
  readonly name: string
  readonly in: string
}

const queryNames = (path: string): readonly string[] =>
  (document.paths[path]?.['get']?.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name)
    .sort()

const ROLLUP = {
  per: true,
  zone: true,
  from: true,
  to: true,
  label: true,
  run: true,
  key_id: true,
  vendor: true,
  operation: true,
} as const

const queries: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  '/vault/keys': {
    ...PAGE,
    vendor: true,
    connection: true,
    label: true,
    run: true,
    budget: true,
    status: true,
    sort: true,
  } satisfies Names<own.KeysQuery>,
  '/vault/budgets': { ...PAGE, kind: true, sort: true } satisfies Names<own.BudgetsQuery>,
  '/vault/connections': PAGE,
  '/vault/principals': PAGE,
  '/vault/spend': { ...ROLLUP, by: true, tag: true, top: true } satisfies Names<own.SpendQuery>,
  '/vault/refusals': { ...ROLLUP, decision: true, limit: true } satisfies Names<own.RefusalsQuery>,
}

test('a query has the parameters that the admin API reads', () => {
  for (const [path, names] of Object.entries(queries))
    assert.deepEqual(queryNames(path), Object.keys(names).sort(), path)
  const { tags: _tags, ...auditNames } = {
    ...PAGE,
    label: true,
    label_prefix: true,
    run: true,
    key_id: true,
    vendor: true,
    operation: true,
    money_class: true,
    decision: true,
    code: true,
    state: true,
    status: true,
    min_usd: true,
    q: true,
    from: true,
    to: true,
    kind: true,
    tags: true,
  } satisfies Names<own.AuditQuery>
  assert.deepEqual(queryNames('/vault/audit'), [...Object.keys(auditNames), 'format', 'tag'].sort())
})

/** Calls that a program has no use for: pages for people, and second addresses. */
const WITHOUT_METHOD = ['docs', 'docsFile', 'issueKeyV1', 'listKeysV1', 'readKeyV1', 'deleteKeyV1']
const WITH_METHOD = [
  ...['issueKey', 'listKeys', 'readKey', 'changeKey', 'deleteKey', 'revokeKeys'],
  ...['listBudgets', 'createBudget', 'readBudget', 'changeBudget', 'deleteBudget'],
  ...['listConnections', 'createConnection', 'readConnection', 'changeConnection', 'deleteConnection'],
  ...['readBrake', 'setBrake'],
  ...['listPrincipals', 'createPrincipal', 'readPrincipal', 'rotatePrincipal', 'deletePrincipal'],
  ...[
    'listAudit',
    'readAudit',
    'resolveCall',
    'verifyAudit',
    'readSpend',
    'readRefusals',
    'readObserve',
    'streamEvents',
  ],
  ...['listVendors', 'readStatus', 'healthz', 'readyz', 'metrics', 'openapi'],
]

test('no call of the admin API is forgotten', () => {
  assert.deepEqual(
    operations
      .filter(({ tag }) => tag !== 'dashboard')
      .map(({ id }) => id)
      .sort(),
    [...WITH_METHOD, ...WITHOUT_METHOD].sort(),
  )
})
