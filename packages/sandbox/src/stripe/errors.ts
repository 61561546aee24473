/** Stripe's refusals, in its words and shapes. */
import type { Answer } from '../shared/wire.ts'
import type { StripeError } from './objects.ts'

/** Thrown by whatever finds the reason; `server.ts` alone turns it into an answer. */
export class StripeRefusal extends Error {
  readonly status: number
  readonly error: StripeError
  /** The endpoint had begun its work, so the answer belongs to the idempotency key. */
  readonly stored: boolean

  constructor(status: number, error: StripeError, stored = false) {
    super(error.message)
    this.status = status
    this.error = error
    this.stored = stored
  }
}

const docs = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`

/** A parameter that cannot stand: found before anything is done. */
export const invalid = (message: string, code: string | null, param: string | null): StripeRefusal =>
  new StripeRefusal(400, {
    ...(code === null ? {} : { code, doc_url: docs(code) }),
    message,
    ...(param === null ? {} : { param }),
    type: 'invalid_request_error',
  })

export const missing = (param: string): StripeRefusal =>
  invalid(`Missing required param: ${param}.`, 'parameter_missing', param)

export const noSuch = (kind: string, id: string, status = 404, param = 'id'): StripeRefusal =>
  new StripeRefusal(status, {
    code: 'resource_missing',
    doc_url: docs('resource_missing'),
    message: `No such ${kind}: '${id}'`,
    param,
    type: 'invalid_request_error',
  })

/** The object's state does not allow it. */
export const wrongState = (message: string, code: string, more: Partial<StripeError> = {}): StripeRefusal =>
  new StripeRefusal(400, { code, doc_url: docs(code), message, type: 'invalid_request_error', ...more }, true)

export const cardError = (code: string, declineCode: string | null, message: string): StripeError => ({
  code,
  ...(declineCode === null ? {} : { decline_code: declineCode }),
  doc_url: docs(code),
  message,
  type: 'card_error',
})

export const declined = (error: StripeError): StripeRefusal => new StripeRefusal(402, error, true)

export const unknownUrl = (method: string, path: string): StripeRefusal =>
  new StripeRefusal(404, {
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    type: 'invalid_request_error',
  })

export const noKey = (): StripeRefusal =>
  new StripeRefusal(401, {
    message:
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. "Authorization: Bearer YOUR_SECRET_KEY").',
    type: 'invalid_request_error',
  })

export const wrongKey = (): StripeRefusal =>
  new StripeRefusal(401, { message: 'Invalid API Key provided.', type: 'invalid_request_error' })

export const wrongContentType = (): StripeRefusal =>
  new StripeRefusal(400, {
    message:
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can help at https://support.stripe.com/.',
    type: 'invalid_request_error',
  })

export const otherParameters = (key: string): StripeRefusal =>
  new StripeRefusal(400, {
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    type: 'idempotency_error',
  })

export const inFlight = (): StripeRefusal =>
  new StripeRefusal(409, {
    code: 'idempotency_key_in_use',
    doc_url: docs('idempotency_key_in_use'),
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through). Please try again later.',
    type: 'invalid_request_error',
  })

export function failure(status: number): Pick<Answer, 'status'> & { readonly error: StripeError } {
  if (status === 429)
    return {
      status,
      error: {
        code: 'rate_limit',
        message: 'Request rate limit exceeded.',
        type: 'invalid_request_error',
        doc_url: docs('rate_limit'),
      },
    }
  const type = status === 402 ? 'card_error' : status < 500 ? 'invalid_request_error' : 'api_error'
  return { status, error: { message: `An error that was ordered (status ${status}).`, type } }
}
