/** Finds what the proxy said inside whatever an SDK made of it. */
import { isFault, retryOf } from './codes.ts'
import { KeybrakeError, Unavailable } from './errors.ts'
import { type Refused, refused } from './refused.ts'
import { codeOfTwilioNumber } from './twilio-codes.ts'

/** What the proxy said, as far as the SDK let it through. */
interface Said {
  readonly code: string
  readonly message: string | null
  readonly status: number | null
  readonly callId: string | null
  readonly details: Readonly<Record<string, unknown>>
  readonly retryAfterS: number | null
}

/**
 * The refusal in an SDK's error, or in an error that one is the cause of. Knows the errors of stripe, twilio, openai,
 * @anthropic-ai/sdk and axios; resend's result and its `error`; a `Response` (by its headers: use {@link refusalOfResponse}
 * for its message); and a {@link Refused} itself.
 *
 * @returns null where the proxy did not refuse: the vendor's own errors, faults, anything else
 */
export function refusalOf(error: unknown): Refused | null {
  const found = keybrakeErrorOf(error)
  return found instanceof Unavailable ? null : found
}

/**
 * The refusal that an SDK returned in place of throwing it: resend's `{ data: null, error }`, or an answer with its headers.
 * Anything else that a tool returns is its result, whatever words stand in it: those may be a stranger's.
 */
export function refusalInResult(result: unknown): Refused | null {
  if (!isObject(result)) return null
  const isResends = result['data'] === null && isObject(result['error'])
  return isResends || headersOf(result['headers'])('keybrake-code') !== null ? refusalOf(result) : null
}

/** As {@link refusalOf}, and {@link Unavailable} where the proxy says that the call could not be carried out. */
export function keybrakeErrorOf(error: unknown): Refused | Unavailable | null {
  for (const candidate of within(error)) {
    if (candidate instanceof KeybrakeError && isOfACall(candidate)) return candidate
    const said = sayingOf(candidate)
    if (said !== null) return asError(said, error)
  }
  return null
}

/** The refusal in an answer of `fetch`, with its message and details. Leaves the body to be read by the caller. */
export async function refusalOfResponse(response: Response): Promise<Refused | null> {
  if (!response.headers.has('keybrake-code')) return null
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return refusalOf({ status: response.status, headers: response.headers, body })
}

const isOfACall = (error: KeybrakeError): error is Refused | Unavailable => 'callId' in error

/** The error, and the places where SDKs keep an answer or the error they wrap; nearest first. */
function* within(error: unknown): Generator<Fields, void, undefined> {
  const seen = new Set<unknown>()
  let level: unknown[] = [error]
  for (let depth = 0; depth < 5 && level.length > 0; depth++) {
    const inner: unknown[] = []
    for (const value of level) {
      if (!isObject(value) || seen.has(value)) continue
      seen.add(value)
      yield value
      inner.push(...CAUSES.map((name) => value[name]))
      if (isAnothers(value)) continue
      inner.push(value['error'])
      if (Array.isArray(value['errors'])) inner.push(...(value['errors'] as unknown[]))
    }
    level = inner
  }
}

const CAUSES = ['response', 'cause', 'originalError', 'lastError'] as const
/** Where the answer's body stands: stripe, openai; axios; a fetch wrapper; twilio (see `twilioClient`); resend. */
const BODIES = ['raw', 'error', 'data', 'body', 'details'] as const

function sayingOf(error: Fields): Said | null {
  if (isAnothers(error)) return null
  const headers = headersOf(error['headers'])
  const named = headers('keybrake-code')
  const bodies = [error, ...BODIES.map((name) => error[name])].filter(isObject)
  const body = bodies.find((value) => hasCode(value['keybrake']))
  const own = body?.['keybrake'] as Fields | undefined
  const code = named ?? textOf(own?.['code']) ?? codeOfTwilioNumber(error['code'], error['status'])
  if (code === null) return null
  const { code: _code, message: _message, call_id: _callId, ...details } = own ?? {}
  const remaining = headers('keybrake-remaining-usd')
  return {
    code,
    // An SDK may put words of its own before ours; in the body that it kept are ours alone.
    message: textOf(
      own?.['message'] ?? bodies.findLast((value) => value['code'] === code)?.['message'] ?? error['message'],
    ),
    status: statusOf(error) ?? statusOf(body ?? {}),
    callId: textOf(own?.['call_id']) ?? headers('keybrake-call-id'),
    details: remaining === null ? details : { remaining_usd: Number(remaining), ...details },
    retryAfterS: wholeOf(headers('retry-after')),
  }
}

function asError(said: Said, cause: unknown): Refused | Unavailable {
  const message = said.message ?? `The proxy answered ${said.code}.`
  return isFault(said.code)
    ? new Unavailable({ ...said, message, retry: retryOf(said.code) === 'same_key' ? 'same_key' : 'later', cause })
    : refused({ ...said, message, cause })
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const hasCode = (value: unknown): boolean => isObject(value) && typeof value['code'] === 'string'
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const wholeOf = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number.parseInt(text, 10) : null

function statusOf(error: Fields): number | null {
  const status = error['status'] ?? error['statusCode']
  return typeof status === 'number' ? status : null
}

/** An answer that did not come from us: no vendor's header of this name is let through, so its body is a stranger's. */
function isAnothers({ headers }: Fields): boolean {
  const known = isObject(headers) && (typeof headers['get'] === 'function' || Object.keys(headers).length > 0)
  return known && headersOf(headers)('keybrake-code') === null
}

/** A `Headers`, of whichever package, or an object of lower-case names. */
function headersOf(headers: unknown): (name: string) => string | null {
  if (!isObject(headers)) return () => null
  const { get } = headers
  if (typeof get === 'function') return (name) => textOf(get.call(headers, name))
  return (name) => textOf(headers[name])
}
