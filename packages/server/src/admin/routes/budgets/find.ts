import type { BudgetRecord } from '@keybrake/ledger'
import { notFound, type Problem } from '../../answer.ts'
import type { AdminCall, Caller } from '../../route.ts'

/** Shared budgets only: a key's or a connection's own is part of that key or connection. An issuer sees its own runs. */
export async function findBudget(
  { parts, param, at }: AdminCall<unknown, unknown>,
  { sees }: Caller,
): Promise<BudgetRecord | Problem> {
  const found = await parts.store.registry.budget(param('id'), at)
  const shared = found !== null && (found.kind === 'named' || found.kind === 'run')
  const visible = shared && (sees === null || (found.kind === 'run' && found.principalId === sees))
  return visible ? found : notFound('shared budget with this id or name')
}
