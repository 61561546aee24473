/** `DELETE /vault/keys/{id}` and `POST /vault/keys/revoke`. */
import { bodySchema } from '../read.ts'
import { type Aliases, strict } from '../schema/object.ts'
import { flag, text } from '../schema/text.ts'

const reason = text(1024, 'Why; stands in the audit log.')

const deleteShape = { reason: reason.optional() }
export const deleteKeyRequest = bodySchema(
  strict(deleteShape).transform((given): { readonly reason: string | null } => ({ reason: given.reason ?? null })),
  deleteShape,
)

const selectors = {
  label: text(256, 'Every key with exactly this label.').optional(),
  label_prefix: text(256, 'Every key whose label begins so.').optional(),
  run: text(256, 'Every key of the run; closes the run.').optional(),
  budget: text(256, 'Every key that draws on the budget, by its id or name.').optional(),
  vendor: text(64, 'Every key of the vendor.').optional(),
  connection: text(64, 'Every key of the connection.').optional(),
  key_id: text(128, 'This key.').optional(),
  vault_key: text(256, 'The key itself, as its holder has it.').optional(),
}
const revokeShape = {
  ...selectors,
  reason: reason.optional(),
  dry_run: flag('true: tells what would be revoked, and changes nothing.').optional(),
}
const ALIASES: Aliases = { agent_run_label: 'run', agent_run_id: 'run', token: 'vault_key' }

export type RevokeSelector =
  | {
      readonly by: 'label' | 'labelPrefix' | 'run' | 'budget' | 'vendor' | 'connection' | 'keyId'
      readonly value: string
    }
  | { readonly by: 'vaultKey'; readonly value: string }

export interface RevokeKeysRequest {
  readonly selector: RevokeSelector
  readonly reason: string | null
  readonly dryRun: boolean
}

const BY = {
  label: 'label',
  label_prefix: 'labelPrefix',
  run: 'run',
  budget: 'budget',
  vendor: 'vendor',
  connection: 'connection',
  key_id: 'keyId',
  vault_key: 'vaultKey',
} as const

const schema = strict(revokeShape, Object.keys(ALIASES)).transform((given, context): RevokeKeysRequest => {
  const chosen = Object.keys(BY).filter((name) => given[name as keyof typeof BY] !== undefined) as (keyof typeof BY)[]
  const [name, second] = chosen
  if (name === undefined || second !== undefined) {
    const message = `exactly one of ${Object.keys(BY).join(', ')} must be given`
    context.addIssue({ code: 'custom', path: second === undefined ? [] : [second], message })
    return { selector: { by: 'label', value: '' }, reason: null, dryRun: true }
  }
  return {
    selector: { by: BY[name], value: given[name] as string },
    reason: given.reason ?? null,
    dryRun: given.dry_run ?? false,
  }
})

export const revokeKeysRequest = bodySchema(schema, revokeShape, ALIASES)
