/** A route binds one call of the contract to the code that answers it. */
import type { AnyOperation, Operation, Role } from '@keybrake/contract'
import type { Instant } from '@keybrake/core'
import type { Actor, Principal } from '@keybrake/ledger'
import type { Session } from '../dashboard/session.ts'
import type { AdminAnswer } from './answer.ts'
import type { EventHub } from './events/hub.ts'
import type { AdminParts } from './parts.ts'
import type { Verification } from './verification.ts'

/** Who calls. */
export interface Caller {
  readonly principal: Principal
  readonly role: Role
  /** Of a browser; null for a caller with a credential. */
  readonly session: Session | null
  /** Null: sees everything. Else the id of the one principal whose keys and calls it sees. */
  readonly sees: string | null
  readonly actor: Actor
  /** MAC of the credential where only a hint says whose it is: the handler's commit must ask (`route` says so). Else null. */
  readonly unprovenMac: string | null
  /** Whether what it came with is still good: for answers that go on. */
  readonly maySee: (at: Instant) => Promise<boolean>
}

export interface AdminCall<B, Q> {
  readonly parts: AdminParts
  readonly events: EventHub
  readonly verification: Verification
  readonly at: Instant
  readonly query: Q
  readonly body: B
  /** The body as it came. */
  readonly bodyText: string
  readonly param: (name: string) => string
  /** Of the connection that the request came over. */
  readonly address: string | null
  /** A request header, or null. */
  readonly header: (name: string) => string | null
}

type Handler<B, Q, C> = (call: AdminCall<B, Q>, caller: C) => Promise<AdminAnswer> | AdminAnswer

export type Route =
  | { readonly operation: AnyOperation; readonly open: true; readonly handle: Handler<unknown, unknown, null> }
  | {
      readonly operation: AnyOperation
      readonly open: false
      readonly provesCaller: boolean
      readonly handle: Handler<unknown, unknown, Caller>
    }

/**
 * A call that needs a credential.
 *
 * @param provesCaller whatever the handler answers but a problem comes from a commit that asked for `unprovenMac`
 */
export const route = <B, Q>(
  operation: Operation<B, Q>,
  handle: Handler<B, Q, Caller>,
  provesCaller = false,
): Route => ({
  operation: operation as AnyOperation,
  open: false,
  provesCaller,
  handle: handle as Handler<unknown, unknown, Caller>,
})

/** A call that anyone may make. */
export const openRoute = <B, Q>(operation: Operation<B, Q>, handle: Handler<B, Q, null>): Route => ({
  operation: operation as AnyOperation,
  open: true,
  handle: handle as Handler<unknown, unknown, null>,
})
