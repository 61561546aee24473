import type { CallState } from './audit.ts'
import type { BudgetLine } from './money.ts'

/** What an event says of a call. Which members are there depends on what happened; facts as in {@link CallRow}. */
export interface CallEventData {
  call_id: string
  time: string
  key_id?: string
  key_label?: string | null
  run?: string | null
  vendor?: string | null
  operation?: string | null
  status?: number
  state?: CallState
  code?: string
  reserved_usd?: number
  cost_usd?: number
  /** Refusals that were added to the row of an earlier one. */
  more_refusals?: number
  budgets: BudgetLine[]
  [fact: string]: unknown
}

export interface AdminEventData {
  id: string
  time: string
  action: string
  principal: string
  subject: string
  details: Record<string, unknown>
}

/** `call`: admitted. `outcome`: what became of it. `gap`: events were missed; read the audit log for them. */
export type VaultEvent =
  | { kind: 'call' | 'outcome' | 'refused'; id: string; data: CallEventData }
  | { kind: 'admin'; id: string; data: AdminEventData }
  | { kind: 'gap'; id: null; data: Record<string, never> }
