/**
 * One request to a vendor and its answer, with an exact account of how far it came: whether a byte can have left decides
 * whether money can have moved.
 */
import type { Origin } from './origin.ts'

export interface OutgoingRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  /** Flat name, value list. */
  readonly headers: string[]
  readonly body: Buffer | string | null
}

export interface UpstreamHead {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
}

export type BrokenWhy = 'timeout' | 'reset' | 'too_large' | 'refused_by_reader'

export type ExchangeEnd =
  /** Proven: no byte of the request left. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /** Bytes may have left; no complete answer. */
  | {
      readonly kind: 'broken'
      readonly why: BrokenWhy
      readonly head: UpstreamHead | null
    }
  | {
      readonly kind: 'answered'
      readonly head: UpstreamHead
      /** One character a byte, whatever text the bytes spell: nearly every answer is ASCII, which is its own text. */
      readonly body: string
    }

/** For back-pressure. */
export interface StreamControls {
  readonly pause: () => void
  readonly resume: () => void
}

export interface ExchangeOptions {
  readonly deadlineMs: number
  readonly bodyBytesMax: number
  /**
   * For streamed answers: called with the head, then with each chunk; false stops the exchange. The `answered` end then
   * has an empty body. Absent: the body is collected whole.
   */
  readonly stream?: {
    readonly head: (head: UpstreamHead) => boolean
    readonly chunk: (chunk: Buffer, controls: StreamControls) => boolean
  }
  /** Given what breaks the exchange off: for a read that nobody waits for any more. */
  readonly abandon?: (breakOff: () => void) => void
  /** Called once when the request is about to be written. */
  readonly onSend?: () => void
}

/** What a base URL has before the vendor's own paths: `/mock`, or nothing. */
export const pathOf = ({ pathname }: URL): string => (pathname === '/' ? '' : pathname)

export const below = (path: string, request: OutgoingRequest): OutgoingRequest =>
  path === '' ? request : { ...request, target: path + request.target }

/** Never rejects: every fault is an end. */
export const exchange = (origin: Origin, request: OutgoingRequest, options: ExchangeOptions): Promise<ExchangeEnd> =>
  origin.exchange(request, options)

/** A short reason without addresses or library text: it reaches the caller. */
export function shortWhy(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'connection failed'
}
