/** Whose money a Stripe call moves, and the names that only the proxy may use. */
import { type Json, JsonNumber, type ReadRequest, remembered } from '@keybrake/core'
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
/** Credit grants have an object there. A form that has both readings of `amount` is refused before. */
const IN_CREDIT_GRANTS = new Set(['monetary', 'type'])
const NO_AMOUNT = 'an amount is a plain integer in the minor unit, of at most 12 digits'
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
    return newProblem(
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

/** What a field's name alone says of it. */
interface NameReading {
  /** Whatever its value, it is refused. */
  readonly problem: Problem | null
  /** On a write. */
  readonly writeProblem: Problem | null
  /** The caller's own words: any value will do. */
  readonly free: boolean
  readonly isAmount: boolean
  readonly shows: 'expansion' | 'inclusion' | null
  readonly namesAccount: boolean
  readonly inMetadata: boolean
}

const readName = remembered((name): NameReading => {
  const parts = nameParts(name)
  const first = parts[0] ?? ''
  const problem = nameProblem(name, parts)
  const isList = SCALARS.has(first) && parts.length > 1 && !(first === 'amount' && IN_CREDIT_GRANTS.has(parts[1] ?? ''))
  const inMetadata = parts.includes('metadata')
  return {
    problem,
    writeProblem: isList ? newProblem('ambiguous_body', name, 'a list stands where one value belongs') : null,
    free: problem === null && first === 'metadata',
    isAmount: AMOUNTS.has(parts.at(-1) ?? '') && !inMetadata,
    shows: first === 'expand' ? 'expansion' : first === 'include' ? 'inclusion' : null,
    namesAccount: namesAccount(parts),
    inMetadata,
  }
})

function nameProblem(name: string, parts: readonly string[]): Problem | null {
  const first = parts[0] ?? ''
  if (!PLAIN_NAME.test(name)) return newProblem('ambiguous_body', name, 'the name could be read in two ways')
  if (parts.some((part, at) => part === 'metadata' && parts[at + 1] === 'keybrake_call'))
    return newProblem('parameter_not_allowed', name, 'the proxy sets this field itself')
  return isReserved(first) ? reserved(name) : null
}

function checkField(name: string, value: string, write: boolean, accounts: readonly string[]): Problem | null {
  const read = readName(name)
  if (read.problem !== null || read.free) return read.problem
  if (write && read.writeProblem !== null) return read.writeProblem
  if (write && read.isAmount && !AMOUNT.test(value)) return newProblem('ambiguous_body', name, NO_AMOUNT)
  if (read.shows !== null && value.split('.').some((step) => SHOWN_SECRETS.has(step)))
    return newProblem('parameter_not_allowed', name, `this ${read.shows} shows a credential`)
  const named = read.namesAccount || (write && !read.inMetadata && isAccountId(value))
  return named && !accounts.includes(value) ? notAllowed(name) : null
}

const isAccountId = (value: string): boolean => value.startsWith('acct_') && ACCOUNT_ID.test(value)

const isReserved = (name: string): boolean => name === 'key' || name.startsWith('_')

const reserved = (name: string): Problem =>
  newProblem('parameter_not_allowed', name, 'parameters named key or beginning with _ are never passed on')

/** `destination`, `transfer_data[destination]`, `destination[account]`, but nothing below `metadata`. */
const namesAccount = (parts: readonly string[]): boolean =>
  !parts.includes('metadata') &&
  (parts.includes(NEW_TARGET) || ACCOUNT_PARAMETERS.has(parts.findLast((part) => !/^[0-9]*$/.test(part)) ?? ''))

function checkJson(value: Json, parts: readonly string[], accounts: readonly string[]): Problem | null {
  const name = parts.join('.')
  if (isReserved(parts[0] ?? '')) return reserved(name)
  if (Array.isArray(value))
    return firstProblem(
      value.map((element, index) => [String(index), element] as const),
      parts,
      accounts,
    )
  if (value instanceof Map) return firstProblem([...(value as ReadonlyMap<string, Json>)], parts, accounts)
  if (value instanceof JsonNumber && parts.at(-1) === 'value' && !AMOUNT.test(value.text))
    return newProblem('ambiguous_body', name, NO_AMOUNT)
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

const newProblem = (code: Problem['code'], parameter: string, why: string): Problem => ({ code, parameter, why })

const notAllowed = (name: string): Problem =>
  newProblem('account_not_allowed', name, 'the policy does not name this account or payout target')
