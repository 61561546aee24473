/** A route binds one call of the contract to the code that answers it. */
import type { AnyOperation, Operation, Role } from '@keybrake/contract'
import type { Instant } from '@keybrake/core'
import type { Actor, Principal } from '@keybrake/ledger'
import type { AdminAnswer } from './answer.ts'
import type { EventHub } from './events/hub.ts'
import type { AdminParts } from './parts.ts'

/** Who calls. */
export interface Caller {
  readonly principal: Principal
  readonly role: Role
  /** Null: sees everything. Else the id of the one principal whose keys and calls it sees. */
  readonly sees: string | null
  readonly actor: Actor
}

export interface AdminCall<B, Q> {
  readonly parts: AdminParts
  readonly events: EventHub
  readonly at: Instant
  readonly query: Q
  readonly body: B
  /** The body as it came. */
  readonly bodyText: string
  readonly param: (name: string) => string
  /** A request header, or null. */
  readonly header: (name: string) => string | null
}

type Handler<B, Q, C> = (call: AdminCall<B, Q>, caller: C) => Promise<AdminAnswer> | AdminAnswer

export type Route =
  | { readonly operation: AnyOperation; readonly open: true; readonly handle: Handler<unknown, unknown, null> }
  | { readonly operation: AnyOperation; readonly open: false; readonly handle: Handler<unknown, unknown, Caller> }

/** A call that needs a credential. */
export const route = <B, Q>(operation: Operation<B, Q>, handle: Handler<B, Q, Caller>): Route => ({
  operation: operation as AnyOperation,
  open: false,
  handle: handle as Handler<unknown, unknown, Caller>,
})

/** A call that anyone may make. */
export const openRoute = <B, Q>(operation: Operation<B, Q>, handle: Handler<B, Q, null>): Route => ({
  operation: operation as AnyOperation,
  open: true,
  handle: handle as Handler<unknown, unknown, null>,
})
