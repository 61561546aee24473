/** Which endpoint answers which method and path. The same server stands for all of Twilio's hosts. */
import type { Endpoint } from './call.ts'
import {
  createAccount,
  createKey,
  createToken,
  fetchAccount,
  fetchBalance,
  listAccounts,
} from './resources/accounts.ts'
import { createCall, fetchCall, listCalls, updateCall } from './resources/calls.ts'
import { lookUp } from './resources/lookups.ts'
import { createMessage, deleteMessage, fetchMessage, listMessages, updateMessage } from './resources/messages.ts'
import { giveBackNumber, listNumbers, takeNumber } from './resources/numbers.ts'
import { checkVerification, createVerification, fetchAttempt } from './resources/verifications.ts'
import { createService, fetchService, listServices } from './resources/verify-services.ts'

export interface Route {
  /** As in allowlists. */
  readonly operation: string
  readonly endpoint: Endpoint
}

/** Below `/2010-04-01/Accounts/{sid}`, without format suffix; `{id}` is one segment. */
const OF_ACCOUNT: readonly (readonly [string, string, Endpoint])[] = [
  ['accounts.fetch', 'GET ', fetchAccount],
  ['balance.fetch', 'GET Balance', fetchBalance],
  ['keys.create', 'POST Keys', createKey],
  ['signing_keys.create', 'POST SigningKeys', createKey],
  ['tokens.create', 'POST Tokens', createToken],
  ['messages.list', 'GET Messages', listMessages],
  ['messages.create', 'POST Messages', createMessage],
  ['messages.fetch', 'GET Messages/{id}', fetchMessage],
  ['messages.update', 'POST Messages/{id}', updateMessage],
  ['messages.delete', 'DELETE Messages/{id}', deleteMessage],
  ['calls.list', 'GET Calls', listCalls],
  ['calls.create', 'POST Calls', createCall],
  ['calls.fetch', 'GET Calls/{id}', fetchCall],
  ['calls.update', 'POST Calls/{id}', updateCall],
  ['incoming_phone_numbers.list', 'GET IncomingPhoneNumbers', listNumbers],
  ['incoming_phone_numbers.create', 'POST IncomingPhoneNumbers', takeNumber],
  ['incoming_phone_numbers.local.create', 'POST IncomingPhoneNumbers/Local', takeNumber],
  ['incoming_phone_numbers.mobile.create', 'POST IncomingPhoneNumbers/Mobile', takeNumber],
  ['incoming_phone_numbers.toll_free.create', 'POST IncomingPhoneNumbers/TollFree', takeNumber],
  ['incoming_phone_numbers.delete', 'DELETE IncomingPhoneNumbers/{id}', giveBackNumber],
]

const OTHERS: readonly (readonly [string, string, Endpoint])[] = [
  ['accounts.list', 'GET 2010-04-01/Accounts', listAccounts],
  ['accounts.create', 'POST 2010-04-01/Accounts', createAccount],
  ['lookups.phone_numbers.fetch', 'GET v2/PhoneNumbers/{id}', lookUp],
  ['verify.services.list', 'GET v2/Services', listServices],
  ['verify.services.create', 'POST v2/Services', createService],
  ['verify.services.fetch', 'GET v2/Services/{id}', fetchService],
  ['verify.services.verifications.create', 'POST v2/Services/{id}/Verifications', createVerification],
  ['verify.services.verification_check.create', 'POST v2/Services/{id}/VerificationCheck', checkVerification],
  ['verify.attempts.fetch', 'GET v2/Attempts/{id}', fetchAttempt],
]

const table = (rows: typeof OTHERS) =>
  new Map(rows.map(([operation, place, endpoint]) => [place, { operation, endpoint }]))
const ofAccount = table(OF_ACCOUNT)
const others = table(OTHERS)

export interface Place {
  /** Whether JSON is asked for: at 2010-04-01 only by the suffix `.json`, elsewhere always. */
  readonly json: boolean
  /** The account SID in the path, or null. */
  readonly accountSid: string | null
  /** After the account, without suffix. */
  readonly segments: readonly string[]
}

export function placeOf(path: string): Place {
  const all = path.split('/').filter((segment) => segment !== '')
  const last = all.at(-1) ?? ''
  const suffix = /\.(json|xml|csv)$/.exec(last)
  const segments = suffix === null ? all : [...all.slice(0, -1), last.slice(0, -suffix[0].length)]
  const isOld = all[0] === '2010-04-01'
  const json = !isOld || suffix?.[1] === 'json'
  const named = isOld && segments[1] === 'Accounts' && segments.length > 2
  return { json, accountSid: named ? (segments[2] ?? '') : null, segments: named ? segments.slice(3) : segments }
}

/** Null where Twilio has no such path. */
export function routeOf(method: string, place: Place): Route | null {
  const verb = method === 'HEAD' ? 'GET' : method
  const routes = place.accountSid === null ? others : ofAccount
  const variable = place.accountSid === null ? 2 : 1
  const pattern = place.segments.map((segment, index) => (index === variable ? '{id}' : segment)).join('/')
  return routes.get(`${verb} ${place.segments.join('/')}`) ?? routes.get(`${verb} ${pattern}`) ?? null
}
