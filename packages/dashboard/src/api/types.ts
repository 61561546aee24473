/** What the admin API answers. The contract package has the schemas; only their types are taken, none of its code. */
import type {
  statusAnswer,
  WireAdminRow,
  WireBudgetLine,
  WireCallRow,
  WireIssuedKey,
  WireKey,
  brakeAnswer,
  budgetAnswer,
  connectionAnswer,
  createdPrincipalAnswer,
  judgementAnswer,
  principalAnswer,
  spendAnswer,
  vendorsAnswer,
} from '@keybrake/contract'
import type { z } from 'zod'

export type CallRow = WireCallRow
export type AdminRow = WireAdminRow
export type AuditRow = CallRow | AdminRow
export type BudgetLine = WireBudgetLine
export type Key = WireKey
export type IssuedKey = WireIssuedKey
export type Brake = z.infer<typeof brakeAnswer>
export type Budget = z.infer<typeof budgetAnswer>
export type Connection = z.infer<typeof connectionAnswer>
export type Principal = z.infer<typeof principalAnswer>
export type CreatedPrincipal = z.infer<typeof createdPrincipalAnswer>
export type Spend = z.infer<typeof spendAnswer>
export type Vendor = z.infer<typeof vendorsAnswer>['data'][number]
export type Status = z.infer<typeof statusAnswer>
export type Role = Principal['role']

export interface Page<T> {
  readonly data: readonly T[]
  readonly next_cursor: string | null
}

export type Judgement = z.infer<typeof judgementAnswer>
/** One call read by itself: with how it was judged, and what it found. */
export type JudgedCall = CallRow & {
  readonly judgement: Judgement
  readonly budgets_before: readonly BudgetLine[] | null
}
