/** Twilio's refusals: `{code, message, more_info, status}`. */
import type { Answer } from '../shared/wire.ts'

/** Thrown by whatever finds the reason; `server.ts` alone turns it into an answer. */
export class TwilioRefusal extends Error {
  readonly status: number
  readonly code: number

  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const noCredential = (): TwilioRefusal => new TwilioRefusal(401, 20003, 'Authenticate')
export const otherAccount = (): TwilioRefusal =>
  new TwilioRefusal(401, 20003, 'Authentication Error - invalid username')
export const notFound = (path: string): TwilioRefusal =>
  new TwilioRefusal(404, 20404, `The requested resource ${path} was not found`)
export const notAllowed = (): TwilioRefusal => new TwilioRefusal(405, 20004, 'Method not allowed')
export const invalid = (code: number, message: string): TwilioRefusal => new TwilioRefusal(400, code, message)

const CODES: Readonly<Record<number, number>> = { 401: 20003, 403: 20005, 404: 20404, 413: 20413, 429: 20429 }

export function failure(status: number): { readonly code: number; readonly message: string } {
  const code = CODES[status] ?? (status >= 500 ? 20500 : 20001)
  return { code, message: status >= 500 ? 'Internal Server Error' : `An error that was ordered (status ${status})` }
}

export function refusalBody(status: number, code: number, message: string): Pick<Answer, 'status' | 'body'> {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return { status, body: JSON.stringify({ code, message, more_info, status }) }
}
