import { type IssueKeyRequest, keys, wireBudgetCaps, wireIssuedKey } from '@keybrake/contract'
import type { IssueResult, KeyRecord } from '@keybrake/ledger'
import { type AdminAnswer, invalid, json, problem } from '../../answer.ts'
import { bodyHash, exceeded, issueCommand } from '../../issue.ts'
import { keyFacts } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

type Call = AdminCall<IssueKeyRequest, unknown>

async function handle(call: Call, caller: Caller): Promise<AdminAnswer> {
  const { parts, at, body, bodyText } = call
  const { registry } = parts.store
  const name = call.header('idempotency-key')
  if (name !== null && !IDEMPOTENCY_KEY.test(name))
    return problem('bad_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.')
  const idempotency = name === null ? null : { key: name, bodyHash: bodyHash(bodyText) }
  // A repeat may ask for what is no longer possible: a time that has passed, a connection that is gone.
  const former = idempotency === null ? null : await registry.issued(caller.principal.id, idempotency, at)
  if (former?.status === 'idempotency_mismatch') return mismatch()
  if (former?.status === 'replayed') return shown(call, former.key, null)
  const command = issueCommand(parts, caller, { request: body, idempotency, at })
  if ('kind' in command) return command
  const result = await registry.issueKey(caller.actor, command.issue)
  if (!('key' in result)) return refused(result)
  return shown(call, result.key, result.status === 'issued' ? command.bearer : null)
}

/** @param bearer null for a repeat: derived again, and only while the key is active */
async function shown({ parts, at }: Call, key: KeyRecord, bearer: string | null): Promise<AdminAnswer> {
  const present = await parts.store.registry.key(key.id, at)
  if (present === null) throw new Error(`key ${key.id} was issued and is not there`)
  const facts = keyFacts(parts, present)
  if (bearer !== null) return json(wireIssuedKey(facts, bearer))
  const again = present.status === 'active' ? parts.keyring.deriveVaultKey(key.id).bearer : null
  return json(wireIssuedKey(facts, again), { 'idempotent-replayed': 'true' })
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
      return problem('unauthenticated', 'This principal was deleted just now.')
  }
}

export const issueKey = route(keys.issueKey, handle)
export const issueKeyV1 = route(keys.issueKeyV1, handle)
