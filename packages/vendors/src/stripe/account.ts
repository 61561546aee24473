/** Whose money a Stripe call moves, and the names that only the proxy may use. */
import type { Json, ReadRequest } from '@keybrake/core'
import { allFields, nameParts } from '../shared/fields.ts'
import type { VendorAdapter } from '../adapter.ts'

type Problem = NonNullable<ReturnType<VendorAdapter['checkParameters']>>

const ACCOUNT_HEADERS = ['stripe-account', 'stripe-context']

/** A parameter of this name, at any depth, says which account or payout target money goes to. */
const ACCOUNT_PARAMETERS = new Set([
  'on_behalf_of',
  'destination',
  'account',
  'payout_method',
  'recipient',
  'destination_payment_method',
])
/** A payout target described in full: whatever stands below. */
const NEW_TARGET = 'destination_payment_method_data'
/** An account in any other parameter of a write (`source`, `customer_account`, one that is new to us). */
const ACCOUNT_ID = /^acct_[A-Za-z0-9]{1,250}$/

/** Read as integers or words by a cost rule: never a list, never another notation. */
const AMOUNTS = new Set([
  'amount',
  'amount_to_capture',
  'amount_to_confirm',
  'application_fee_amount',
  'application_fee',
])
const SCALARS = new Set([...AMOUNTS, 'currency', 'charge', 'payment_intent', 'paid_out_of_band', 'origin'])
const AMOUNT = /^-?(?:0|[1-9][0-9]{0,11})$/

/** Card numbers and signing secrets that a read shows only when asked to. */
const SHOWN_SECRETS = new Set(['number', 'cvc', 'payload', 'signing_secret'])

const PLAIN_NAME = /^[A-Za-z0-9_]+(?:\[[^[\]]*\])*$/

export function checkAccount(
  request: Pick<ReadRequest, 'path' | 'headers'>,
  policy: { readonly accounts: readonly string[] },
): { readonly path: string } | { readonly refused: string } {
  for (const name of ACCOUNT_HEADERS) {
    const account = request.headers.get(name)
    if (account !== undefined && !policy.accounts.includes(account)) return { refused: account }
  }
  return { path: request.path }
}

export function checkParameters(
  request: ReadRequest,
  policy: { readonly accounts: readonly string[] },
): Problem | null {
  const write = request.method !== 'GET' && request.method !== 'HEAD'
  if (write && request.query.length > 0 && request.body.kind !== 'none')
    return problem(
      'ambiguous_body',
      request.query[0]?.[0] ?? '',
      'Stripe reads query and body as one: send all parameters in the body',
    )
  for (const [name, value] of allFields(request)) {
    const found = checkField(name, value, write, policy.accounts)
    if (found !== null) return found
  }
  return request.body.kind === 'json' ? checkJson(request.body.value, [], policy.accounts) : null
}

function checkField(name: string, value: string, write: boolean, accounts: readonly string[]): Problem | null {
  if (!PLAIN_NAME.test(name)) return problem('ambiguous_body', name, 'the name could be read in two ways')
  const parts = nameParts(name)
  const first = parts[0] ?? ''
  if (first === 'metadata' && parts[1] !== 'keybrake_call') return null
  if (isReserved(first))
    return problem('parameter_not_allowed', name, 'parameters named key or beginning with _ are never passed on')
  if (first === 'metadata' && parts[1] === 'keybrake_call')
    return problem('parameter_not_allowed', name, 'the proxy sets this field itself')
  if (write && SCALARS.has(first) && parts.length > 1)
    return problem('ambiguous_body', name, 'a list stands where one value belongs')
  if (write && AMOUNTS.has(parts.at(-1) ?? '') && !parts.includes('metadata') && !AMOUNT.test(value))
    return problem('ambiguous_body', name, 'an amount is a plain integer in the minor unit, of at most 12 digits')
  if (first === 'expand' && value.split('.').some((step) => SHOWN_SECRETS.has(step)))
    return problem('parameter_not_allowed', name, 'this expansion shows a credential')
  if (first === 'include' && value.split('.').some((step) => SHOWN_SECRETS.has(step)))
    return problem('parameter_not_allowed', name, 'this inclusion shows a credential')
  const named = namesAccount(parts) || (write && !parts.includes('metadata') && ACCOUNT_ID.test(value))
  return named && !accounts.includes(value) ? notAllowed(name) : null
}

const isReserved = (name: string): boolean => name === 'key' || name.startsWith('_')

/** `destination`, `transfer_data[destination]`, `destination[account]`, but nothing below `metadata`. */
const namesAccount = (parts: readonly string[]): boolean =>
  !parts.includes('metadata') &&
  (parts.includes(NEW_TARGET) || ACCOUNT_PARAMETERS.has(parts.findLast((part) => !/^[0-9]*$/.test(part)) ?? ''))

function checkJson(value: Json, parts: readonly string[], accounts: readonly string[]): Problem | null {
  const name = parts.join('.')
  if (isReserved(parts[0] ?? ''))
    return problem('parameter_not_allowed', name, 'parameters named key or beginning with _ are never passed on')
  if (Array.isArray(value))
    return firstProblem(
      value.map((element, index) => [String(index), element] as const),
      parts,
      accounts,
    )
  if (value instanceof Map) return firstProblem([...(value as ReadonlyMap<string, Json>)], parts, accounts)
  const text = typeof value === 'string' ? value : null
  if (!namesAccount(parts) && (parts.includes('metadata') || text === null || !ACCOUNT_ID.test(text))) return null
  return text !== null && accounts.includes(text) ? null : notAllowed(name)
}

function firstProblem(
  members: readonly (readonly [string, Json])[],
  parts: readonly string[],
  accounts: readonly string[],
): Problem | null {
  for (const [name, member] of members) {
    const found = checkJson(member, [...parts, name], accounts)
    if (found !== null) return found
  }
  return null
}

const problem = (code: Problem['code'], parameter: string, why: string): Problem => ({ code, parameter, why })

const notAllowed = (name: string): Problem =>
  problem('account_not_allowed', name, 'the policy does not name this account or payout target')
