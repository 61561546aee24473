import { type IssueKeyRequest, keys, wireBudgetCaps, wireIssuedKey } from '@keybrake/contract'
import type { IssueKey, IssueResult, KeyWithBudgets } from '@keybrake/ledger'
import { type AdminAnswer, invalid, json, problem } from '../../answer.ts'
import { bodyHash, exceeded, issueCommand } from '../../issue.ts'
import { keyFacts } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

type Call = AdminCall<IssueKeyRequest, unknown>

async function handle(call: Call, caller: Caller): Promise<AdminAnswer> {
  const { parts, at, body, bodyText } = call
  const name = call.header('idempotency-key')
  if (name !== null && !IDEMPOTENCY_KEY.test(name))
    return problem('bad_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.')
  const idempotency = name === null ? null : { key: name, bodyHash: bodyHash(bodyText) }
  const command = issueCommand(parts, caller, { request: body, idempotency, at })
  if ('kind' in command)
    return idempotency === null ? command : ((await repeated(call, caller, idempotency)) ?? command)
  const result = await parts.store.registry.issueKey(caller.actor, command.issue)
  if (!('key' in result)) return refused(result)
  if (result.status === 'replayed') return shownAgain(call, result.present, caller.sees)
  return json(wireIssuedKey(keyFacts(parts, result.present, caller.sees, command.document), command.bearer))
}

/** A repeat may ask for what is no longer possible: a time that has passed, a connection that is gone. Null: it is none. */
async function repeated(
  call: Call,
  { principal, unprovenMac, sees }: Caller,
  idempotency: NonNullable<IssueKey['idempotency']>,
): Promise<AdminAnswer | null> {
  const { registry } = call.parts.store
  if (unprovenMac !== null && (await registry.principalByCredential(unprovenMac)) === null) return null
  const former = await registry.issued(principal.id, idempotency, call.at)
  if (former.status === 'idempotency_mismatch') return mismatch()
  return former.status === 'replayed' ? shownAgain(call, former.present, sees) : null
}

/** The credential is derived again, and only while the key is active. */
function shownAgain({ parts }: Call, present: KeyWithBudgets, sees: string | null): AdminAnswer {
  const bearer = present.status === 'active' ? parts.keyring.deriveVaultKey(present.key.id).bearer : null
  return json(wireIssuedKey(keyFacts(parts, present, sees), bearer), { 'idempotent-replayed': 'true' })
}

const mismatch = (): AdminAnswer =>
  problem('idempotency_mismatch', 'This Idempotency-Key was used with another body within the last 24 hours.')

function refused(result: Exclude<IssueResult, { key: unknown }>): AdminAnswer {
  switch (result.status) {
    case 'idempotency_mismatch':
      return mismatch()
    case 'run_cap_mismatch':
      return problem(
        'run_cap_mismatch',
        'The run was created with other caps. Ask for the same, or for none to join it as it is.',
        { run: wireBudgetCaps(result.run) },
      )
    case 'run_closed':
      return problem('run_closed', 'The run was revoked as a whole. Use another run label.')
    case 'unknown_budget':
      return invalid({ pointer: '/budgets', message: `there is no shared budget ${result.name}` })
    case 'cap_required':
      return invalid({
        pointer: '/total_usd_cap',
        message: 'is required, or another cap, or a shared budget that has one (operators may say "uncapped": true)',
      })
    case 'ceiling_exceeded':
      return exceeded(result.ceiling, 'what it holds already is too much')
    case 'connection_gone':
      return invalid({ pointer: '/connection', message: 'was deleted just now' })
    case 'principal_gone':
      return problem('unauthenticated', 'This principal, or its credential, ended just now.')
  }
}

export const issueKey = route(keys.issueKey, handle, true)
export const issueKeyV1 = route(keys.issueKeyV1, handle, true)
