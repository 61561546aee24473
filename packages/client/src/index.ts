export * from './codes.ts'
export {
  AdminError,
  Conflict,
  type FieldFault,
  InvalidRequest,
  KeybrakeError,
  KeyNotActive,
  NotFound,
  NotPermitted,
  type Problem,
  Unauthenticated,
  Unavailable,
} from './errors.ts'
export { IssuedKey, type RevokeFailed } from './issued-key.ts'
export { Keybrake, type KeybrakeOptions } from './keybrake.ts'
export { keybrakeErrorOf, refusalOf, refusalOfResponse } from './refusal-of.ts'
export {
  BrakeEngaged,
  CapExhausted,
  KeyEnded,
  NotAllowed,
  RateLimited,
  Refused,
  type RefusalFacts,
} from './refused.ts'
export { answering, isToolResult, type OnRefusal, toolResult, type ToolResult } from './tool-result.ts'
export type { Listing } from './pages.ts'
export type { CallOptions, Fetch, RequestOptions } from './request.ts'
export type { Audit, RowOf } from './resources/audit.ts'
export type { BrakeControl } from './resources/brake.ts'
export type { Budgets } from './resources/budgets.ts'
export type { Connections } from './resources/connections.ts'
export type { Events, WatchOptions } from './resources/events.ts'
export type { IssueOptions, Keys } from './resources/keys.ts'
export type { Principals } from './resources/principals.ts'
export type { SpendTotals } from './resources/spend.ts'
export type { System } from './resources/system.ts'
export type { Vendors } from './resources/vendors.ts'
export type * from './types/audit.ts'
export type * from './types/budget.ts'
export type * from './types/connection.ts'
export type * from './types/event.ts'
export type * from './types/key.ts'
export type * from './types/money.ts'
export type * from './types/others.ts'
