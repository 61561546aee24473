import { type IssueKeyRequest, keys, wireBudgetCaps, wireIssuedKey } from '@keybrake/contract'
import type { IssueResult } from '@keybrake/ledger'
import { type AdminAnswer, invalid, json, problem } from '../../answer.ts'
import { exceeded, issueCommand } from '../../issue.ts'
import { keyFacts } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

async function handle(call: AdminCall<IssueKeyRequest, unknown>, caller: Caller): Promise<AdminAnswer> {
  const { parts, at, body, bodyText } = call
  const { registry } = parts.store
  const idempotencyKey = call.header('idempotency-key')
  if (idempotencyKey !== null && !IDEMPOTENCY_KEY.test(idempotencyKey))
    return problem('bad_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.')
  const command = issueCommand(parts, caller, { request: body, bodyText, idempotencyKey, at })
  if ('kind' in command) return command
  const result = await registry.issueKey(caller.actor, command.issue)
  if (!('key' in result)) return refused(result)
  const present = await registry.key(result.key.id, at)
  if (present === null) throw new Error(`key ${result.key.id} was issued and is not there`)
  if (result.status === 'issued') return json(wireIssuedKey(keyFacts(parts, present), command.bearer))
  const again = present.status === 'active' ? parts.keyring.deriveVaultKey(present.key.id).bearer : null
  return json(wireIssuedKey(keyFacts(parts, present), again), { 'idempotent-replayed': 'true' })
}

function refused(result: Exclude<IssueResult, { key: unknown }>): AdminAnswer {
  switch (result.status) {
    case 'idempotency_mismatch':
      return problem('idempotency_mismatch', 'This Idempotency-Key was used with another body within the last 24 hours.')
    case 'run_cap_mismatch':
      return problem('run_cap_mismatch', 'The run was created with other caps. Ask for the same, or for none to join it as it is.', {
        run: wireBudgetCaps(result.run),
      })
    case 'run_closed':
      return problem('run_closed', 'The run was revoked as a whole. Use another run label.')
    case 'unknown_budget':
      return invalid({ pointer: '/budgets', message: `there is no shared budget ${result.name}` })
    case 'cap_required':
      return invalid({
        pointer: '/total_usd_cap',
        message: 'or another cap, or a shared budget that has one, is required (operators may say "uncapped": true)',
      })
    case 'ceiling_exceeded':
      return exceeded(result.ceiling, 'what it holds already is too much')
    case 'connection_gone':
      return invalid({ pointer: '/connection', message: 'was deleted just now' })
    case 'principal_gone':
      return problem('unauthenticated', 'This principal was deleted just now.')
  }
}

export const issueKey = route(keys.issueKey, handle)
export const issueKeyV1 = route(keys.issueKeyV1, handle)
