/** One proxied request as the listener hands it over, and the way its answer goes back. */
import type { Field } from '@keybrake/core'
import type { BodySource } from '../http/body.ts'
import type { Head } from '../http/head.ts'
import type { Credential } from './credential.ts'
import type { Route } from './route.ts'

export interface Incoming {
  readonly head: Head
  /** Canonical, with the connection's name still in front where the caller routes by path. */
  readonly path: string
  readonly rawQuery: string
  readonly route: Exclude<Route, { readonly kind: 'admin' }>
  readonly credential: Credential
  readonly clientAddress: string
  /** Monotonic milliseconds at which the head was read. */
  readonly startedMs: number
  readonly body: BodySource
  /** Set when a byte of the call may have left: whatever fails from then on, money may have moved. */
  readonly progress: { mayHaveLeft: boolean }
}

/** The answer's way back. After the client has gone, every method does nothing. */
export interface Reply {
  /**
   * A whole answer.
   *
   * @param bodyIs `text`, as where nothing is said, or `bytes`: one character a byte
   */
  send(status: number, headers: readonly Field[], body: string, bodyIs?: 'text' | 'bytes'): void
  /** The head of a streamed answer; `end` or `abort` must follow. */
  begin(status: number, headers: readonly Field[]): void
  /** False where the client reads slowly: wait for `onDrain`. */
  write(chunk: Buffer): boolean
  onDrain(listener: () => void): void
  end(): void
  /** Breaks the connection, so that what was streamed cannot be taken for a whole answer. */
  abort(): void
  /** Calls `listener` once when the answer is over, sent or not. */
  onClose(listener: () => void): void
  /** The client has gone. */
  readonly gone: boolean
}
