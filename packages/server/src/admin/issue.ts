/** Turns an issue request into the ledger's command: defaults, the issuer's ceilings and rules, the credential. */
import { hash } from 'node:crypto'
import { canonicalJson, type Ceilings, type IssueKeyRequest } from '@keybrake/contract'
import { HOUR_MS, type Instant, instant, type Policy } from '@keybrake/core'
import type { IssueKey, NewBudget } from '@keybrake/ledger'
import { newId } from '../ids.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { invalid, type Problem, problem } from './answer.ts'
import { classBudgets } from './class-budgets.ts'
import { findConnection } from './find-connection.ts'
import { encodeKeyDocument, type KeyDocument } from './key-document.ts'
import { ceilingsOf, keyCeilingFault } from './key-ceilings.ts'
import { mergeRules } from './merge-rules.ts'
import type { AdminParts } from './parts.ts'
import { checkAllowlist, checkOpened } from './policy-check.ts'
import type { Caller } from './route.ts'

const TTL_MS_DEFAULT = HOUR_MS

export interface IssueInput {
  readonly request: IssueKeyRequest
  readonly idempotency: IssueKey['idempotency']
  readonly at: Instant
}

export interface Issue {
  readonly issue: IssueKey
  /** The credential, shown once. */
  readonly bearer: string
  /** What the record's document says. */
  readonly document: KeyDocument
}

export function issueCommand(parts: AdminParts, caller: Caller, input: IssueInput): Issue | Problem {
  const { request, at } = input
  const connection = findConnection(parts, request)
  if ('kind' in connection) return connection
  const ceilings = ceilingsOf(caller.principal)
  const merged = mergeRules(request.parameters, ceilings?.parameters ?? {})
  if (!merged.ok)
    return exceeded('parameters', `no value of ${merged.field} could satisfy the key’s rule and the issuer’s`)
  const faults = [
    ...checkAllowlist(connection, request.allowedEndpoints),
    ...checkOpened(connection, request.openedEndpoints),
    ...checkBudgets(request),
  ]
  if (faults.length > 0) return invalid(...faults)
  const expiresAt = request.expiresAt ?? instant(at + (request.ttlMs ?? defaultTtl(ceilings)))
  if (expiresAt <= at) return invalid({ pointer: '/expires_at', message: 'lies in the past' })
  const document = documentOf(request, { ...policyOf(request, connection), parameters: merged.rules }, connection)
  const beyond =
    ceilings === null ? null : keyCeilingFault({ document, createdAt: at, expiresAt }, ceilings, connection)
  if (beyond !== null) return exceeded(beyond.ceiling, beyond.why)
  return commandOf(parts, caller, input, { connection, document, expiresAt, ceilings })
}

const defaultTtl = (ceilings: Ceilings | null): number => Math.min(TTL_MS_DEFAULT, ceilings?.maxTtlMs ?? TTL_MS_DEFAULT)

export const exceeded = (ceiling: string, why: string): Problem =>
  problem('ceiling_exceeded', `The ceiling ${ceiling} of this issuer stands against it: ${why}.`, { ceiling })

/** Names with a colon are of other kinds: another issuer's own budget is not one to draw on. */
function checkBudgets({ budgets }: IssueKeyRequest) {
  return budgets.flatMap((name, index) =>
    name.includes(':') ? [{ pointer: `/budgets/${index}`, message: `there is no shared budget ${name}` }] : [],
  )
}

/** What the request leaves open has the connection's default. */
function policyOf(request: IssueKeyRequest, { document: { defaults } }: LiveConnection): Policy {
  return {
    allowedEndpoints: request.allowedEndpoints,
    parameters: request.parameters,
    unknownCost: request.unknownCost,
    accounts: request.accounts,
    openedEndpoints: request.openedEndpoints,
    maxPerCall: request.maxPerCall ?? defaults.maxPerCall,
    maxCalls: request.maxCalls ?? defaults.maxCalls,
    maxConcurrentCalls: request.maxConcurrentCalls ?? defaults.maxConcurrentCalls,
    rateLimit: request.rateLimit ?? defaults.rateLimit,
    exhaustedStatus: request.exhaustedStatus,
    idempotencyScope: request.idempotencyScope,
    mode: request.mode,
    uncapped: request.uncapped,
  }
}

const documentOf = (request: IssueKeyRequest, policy: Policy, connection: LiveConnection): KeyDocument => ({
  policy,
  tags: request.tags,
  budgets: request.budgets,
  vendor: connection.record.vendor,
  caps: request.caps,
  classCaps: request.classCaps,
  dayReset: request.dayReset,
  runBudget: request.runBudget,
})

interface Decided {
  readonly connection: LiveConnection
  readonly document: KeyDocument
  readonly expiresAt: Instant
  readonly ceilings: Ceilings | null
}

function commandOf(parts: AdminParts, caller: Caller, input: IssueInput, decided: Decided): Issue {
  const { request, at } = input
  const { connection, document, expiresAt, ceilings } = decided
  const { policy } = document
  const id = newId('key')
  // Only what may have to be shown again is derived; any other credential exists nowhere but with its holder.
  const text = input.idempotency === null ? parts.keyring.randomVaultKey(at) : parts.keyring.deriveVaultKey(id)
  const budget = (kind: 'key' | 'run', name: string, run: NewBudget['run']): NewBudget => ({
    id: newId('bud'),
    kind,
    name,
    caps: request.caps,
    anchor: at,
    dayReset: request.dayReset,
    run,
  })
  const principalId = caller.principal.id
  const connectionName = connection.record.name
  const run = request.run === null ? null : { principalId, connection: connectionName, label: request.run }
  const issue: IssueKey = {
    key: {
      id,
      lookup: text.lookup,
      mac: parts.keyring.mac(text.bearer),
      principalId,
      connection: connectionName,
      label: request.label,
      run: request.run,
      createdAt: at,
      expiresAt,
      maxPerCall: policy.maxPerCall,
      maxCalls: policy.maxCalls,
      maxConcurrentCalls: policy.maxConcurrentCalls,
      rateLimit: policy.rateLimit,
      observe: policy.mode === 'observe',
      document: encodeKeyDocument(document),
    },
    ownBudget: budget('key', `key:${id}`, null),
    classBudgets: classBudgets(id, request.classCaps, at, request.dayReset),
    runBudget: run === null || request.runBudget === 'none' ? null : budget('run', `run:${run.label}`, run),
    namedBudgets: request.budgets,
    otherBudgetIds: [connection.record.budgetId, ...caller.principal.budgetIds],
    requireCap: !policy.uncapped,
    limits: { maxOutstanding: ceilings?.maxOutstanding ?? null, keysPerMinute: ceilings?.keysPerMinute ?? null },
    idempotency: input.idempotency,
    ...(caller.unprovenMac === null ? {} : { credentialMac: caller.unprovenMac }),
  }
  return { issue, bearer: text.bearer, document }
}

/** Spaces and the order of members are no part of what a body says. */
export const bodyHash = (text: string): string => hash('sha256', canonicalJson(text) ?? text, 'base64url')
