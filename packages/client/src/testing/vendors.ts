/** What the fake knows of the three vendors: what a call is called, what it costs, and what comes back. */

/** A call that reached the fake's vendor. */
export interface FakeCall {
  readonly vendor: string
  readonly operation: string | null
  readonly method: string
  readonly path: string
  /** Fields of the form or JSON body. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly keyId: string
  readonly callId: string
}

/** By method and path; `*` is one segment. Others have no name, and match an allowlist by their path. */
const OPERATIONS: Readonly<Record<string, readonly (readonly [endpoint: string, name: string])[]>> = {
  stripe: [
    ['POST /v1/payment_intents', 'payment_intents.create'],
    ['POST /v1/payment_intents/*/confirm', 'payment_intents.confirm'],
    ['POST /v1/payment_intents/*/cancel', 'payment_intents.cancel'],
    ['GET /v1/payment_intents', 'payment_intents.list'],
    ['GET /v1/payment_intents/*', 'payment_intents.retrieve'],
    ['POST /v1/charges', 'charges.create'],
    ['POST /v1/refunds', 'refunds.create'],
    ['POST /v1/payouts', 'payouts.create'],
    ['POST /v1/transfers', 'transfers.create'],
    ['POST /v1/customers', 'customers.create'],
  ],
  twilio: [['POST /2010-04-01/Accounts/*/Messages.json', 'messages.create']],
  resend: [
    ['POST /emails', 'emails.send'],
    ['POST /emails/batch', 'emails.batch'],
  ],
}

export const VENDORS: readonly string[] = Object.keys(OPERATIONS)

export function operationOf(vendor: string, method: string, path: string): string | null {
  const found = OPERATIONS[vendor]?.find(([endpoint]) => matches(endpoint, method, path))
  return found?.[1] ?? null
}

/** Whether `METHOD /path` (or a path alone) with `*` for a segment and `/**` for any rest means this call. */
export function matches(pattern: string, method: string, path: string): boolean {
  const [first = '', second] = pattern.split(' ')
  const wanted = second ?? first
  if (second !== undefined && first !== '*' && first !== method) return false
  const parts = wanted.split('/')
  const given = path.split('/')
  if (parts.at(-1) === '**') return given.length >= parts.length && samePrefix(parts.slice(0, -1), given)
  return parts.length === given.length && samePrefix(parts, given)
}

const samePrefix = (parts: readonly string[], given: readonly string[]): boolean =>
  parts.every((part, at) => part === '*' || /^\{.*\}$/.test(part) || part === given[at])

/** Round figures in place of price lists: the fake is for what a program does with a cap, not for what an SMS costs. */
const MESSAGE_USD = 0.01
const EMAIL_USD = 0.001

/** Whole micro-USD; null where nobody can say. */
export function costOf({ vendor, operation, method, fields }: FakeCall): number | null {
  if (method === 'GET') return 0
  if (vendor === 'twilio') return operation === 'messages.create' ? MESSAGE_USD * 1_000_000 : null
  if (vendor === 'resend') return operation === null ? null : EMAIL_USD * 1_000_000
  if (operation === null) return null
  if (operation === 'customers.create' || operation === 'payment_intents.cancel') return 0
  // A confirmation moves what its creation counted already.
  if (operation === 'payment_intents.confirm') return 0
  const { amount, currency = 'usd' } = fields
  const isWhole = /^\d+$/.test(String(amount))
  return isWhole && currency === 'usd' ? Number.parseInt(String(amount), 10) * 10_000 : null
}

/** The least that each SDK takes for success. */
export function answerOf({ vendor, operation, path, fields }: FakeCall, number: number): unknown {
  if (vendor === 'twilio')
    return { sid: `SM${String(number).padStart(32, '0')}`, status: 'queued', ...lowerCased(fields) }
  if (vendor === 'resend')
    return operation === 'emails.batch' ? { data: [{ id: `email_${number}` }] } : { id: `email_${number}` }
  if (path.split('/').length <= 3 && operation?.endsWith('.list') === true)
    return { object: 'list', data: [], has_more: false, url: path }
  const object = objectOf(operation)
  return { ...fields, id: `${object}_${number}`, object, status: 'succeeded', livemode: false, ...wholeAmount(fields) }
}

const objectOf = (operation: string | null): string => (operation?.split('.')[0] ?? 'objects').replace(/s$/, '')
const wholeAmount = ({ amount }: FakeCall['fields']) =>
  amount === undefined ? {} : { amount: Number.parseInt(String(amount), 10) }
const lowerCased = (fields: FakeCall['fields']) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))
