/** What a simulated vendor reads and answers, apart from sockets. */
import type { IncomingHttpHeaders } from 'node:http'

export const VENDORS = ['stripe', 'twilio', 'resend'] as const
export type VendorName = (typeof VENDORS)[number]

export interface VendorRequest {
  readonly method: string
  /** As it came, query included. */
  readonly url: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Epoch milliseconds of its arrival. */
  readonly atMs: number
}

export interface Answer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The hold on an idempotency key while its first call is on its way. */
export interface Claim {
  /** Ends the hold: later calls get `answer` again, or may try anew where it is null. */
  end(answer: Answer | null): void
}

/** `answered`: nothing was executed. `ready`: all checks before execution have passed. */
export type Opened =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | {
      readonly kind: 'ready'
      readonly claim: Claim | null
      /** Does what the request asks, at once. `stored`: the answer belongs to the idempotency key. */
      execute(): { readonly answer: Answer; readonly stored: boolean }
    }

/** One vendor's behaviour. Knows nothing of sockets, faults or the other vendors. */
export interface Simulation {
  readonly vendor: VendorName
  /** The vendor keeps a 500 under the idempotency key and answers it again. */
  readonly storesFailures: boolean
  open(request: VendorRequest): Opened
  /** An error of this status in the vendor's own shape. */
  failure(status: number): Answer
  /** The same answer, but about something else than what was asked. */
  contradict(answer: Answer): Answer
  forget(): void
}

export function header(request: VendorRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

/** User and password of Basic, or the bearer; null where there is neither. */
export function credentialOf(request: VendorRequest): { readonly user: string; readonly password: string } | null {
  const [, scheme = '', rest = ''] = /^(\w+) +(\S+) *$/.exec(header(request, 'authorization') ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return { user: rest, password: '' }
  if (scheme.toLowerCase() !== 'basic') return null
  const text = Buffer.from(rest, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? { user: text, password: '' } : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
