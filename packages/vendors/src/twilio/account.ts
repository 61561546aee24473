/** On whose account a Twilio call acts: the account stands in the path. And the names that could be read in two ways. */
import type { ReadRequest } from '@keybrake/core'
import type { ConnectionFacts, VendorAdapter } from '../adapter.ts'
import { bodyFields } from '../shared/fields.ts'
import { segmentsOf } from '../shared/matcher.ts'

type Problem = NonNullable<ReturnType<VendorAdapter['checkParameters']>>

/** Stands for the connection's own account in a path or an allowlist entry. */
const OWN_ACCOUNT = '_'

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/i
const DATED = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

export function checkAccount(
  request: Pick<ReadRequest, 'path' | 'headers'>,
  policy: { readonly accounts: readonly string[]; readonly keyId: string },
  connection: ConnectionFacts,
): { readonly path: string } | { readonly refused: string } {
  const segments = segmentsOf(request.path)
  const stated = statedAccount(segments)
  const own = connection.account
  if (stated !== null && own !== null && (stated.sid === OWN_ACCOUNT || stated.sid === policy.keyId))
    segments[2] = own + stated.suffix
  for (const sid of accountsIn(segments)) if (sid !== own && !policy.accounts.includes(sid)) return { refused: sid }
  return { path: `/${segments.join('/')}` }
}

/** The third segment of `/2010-04-01/Accounts/{account}…`, without its format suffix. */
function statedAccount(segments: readonly string[]): { readonly sid: string; readonly suffix: string } | null {
  const [version = '', accounts = '', account] = segments
  if (!DATED.test(version) || accounts.toLowerCase() !== 'accounts' || account === undefined) return null
  const dot = account.indexOf('.')
  return dot < 0 ? { sid: account, suffix: '' } : { sid: account.slice(0, dot), suffix: account.slice(dot) }
}

/** What stands where an account stands, and every account SID elsewhere (other products have it in other places). */
function accountsIn(segments: readonly string[]): string[] {
  const stated = statedAccount(segments)
  const elsewhere = segments.map((segment) => segment.split('.', 1)[0] ?? '').filter((sid) => ACCOUNT_SID.test(sid))
  return stated === null ? elsewhere : [stated.sid, ...elsewhere]
}

/** `/Accounts/_/` of an allowlist entry becomes the connection's own account. */
export const localEntry = (entry: string, connection: ConnectionFacts): string =>
  connection.account === null
    ? entry
    : entry.replace(/(\/Accounts\/)_(?=[/.]|$)/i, (_whole, before: string) => before + connection.account)

/** Names with a comparison (`DateSent>`), with dots (`Push.FcmCredentialSid`), never with brackets. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_.-]*[<>]?$/
const RESERVED = /^_/
const NAMES_ACCOUNT = /account_?sids?$/i

/** May stand more than once: a list. */
const LISTS = new Set([
  'MediaUrl',
  'PersistentAction',
  'StatusCallbackEvent',
  'RecordingStatusCallbackEvent',
  'ConferenceStatusCallbackEvent',
  'ConferenceRecordingStatusCallbackEvent',
  'EventTypes',
  'Permissions',
  'Fields',
  'Type',
  'Details.Fields',
])

/** Read by a cost rule or by most parameter rules: they count in this spelling only. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  (
    'To From FallbackFrom MessagingServiceSid Body MediaUrl ContentSid ContentVariables SendAsMms SmartEncoded ShortenUrls ' +
    'RiskCheck ScheduleType SendAt Status Fields Type AddOns Url Twiml ApplicationSid FallbackUrl WaitUrl TimeLimit Record ' +
    'RecordingChannels ConferenceRecord MachineDetection AsyncAmd CallReason Channel CustomMessage CustomFriendlyName ' +
    'TemplateSid TemplateCustomSubstitutions LookupEnabled PhoneNumber AreaCode EmergencyEnabled EmergencyAddressSid ' +
    'EmergencyStatus VoiceCallerIdLookup'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

export function checkParameters(
  request: ReadRequest,
  policy: { readonly accounts: readonly string[] },
): Problem | null {
  const write = request.method !== 'GET' && request.method !== 'HEAD'
  const inQuery = request.query[0]
  if (write && inQuery !== undefined && request.body.kind !== 'none')
    return problem('ambiguous_body', inQuery[0], 'parameters stand in the query and in the body: send all in the body')
  const seen = new Set<string>()
  for (const [name, value] of [...request.query, ...bodyFields(request.body)]) {
    const found = checkName(name, seen) ?? checkValue(name, value, policy.accounts)
    if (found !== null) return found
  }
  return null
}

function checkName(name: string, seen: Set<string>): Problem | null {
  if (RESERVED.test(name))
    return problem('parameter_not_allowed', name, 'parameters beginning with _ are never passed on')
  if (!PLAIN_NAME.test(name)) return problem('ambiguous_body', name, 'the name could be read in two ways')
  const folded = name.toLowerCase()
  const spelling = SPELLINGS.get(folded)
  if (spelling !== undefined && spelling !== name)
    return problem('ambiguous_body', name, `write ${spelling}; another spelling could be read in two ways`)
  if (seen.has(folded) && !LISTS.has(name))
    return problem('ambiguous_body', name, 'it stands more than once and is no list')
  seen.add(folded)
  return null
}

function checkValue(name: string, value: string, accounts: readonly string[]): Problem | null {
  if (NAMES_ACCOUNT.test(name) && !accounts.includes(value))
    return problem('account_not_allowed', name, 'the policy does not name this account')
  if (name === 'IncludeSubaccounts' && value.toLowerCase() !== 'false')
    return problem('account_not_allowed', name, 'subaccounts are named one by one in the path')
  return null
}

const problem = (code: Problem['code'], parameter: string, why: string): Problem => ({ code, parameter, why })
