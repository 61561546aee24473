/** The page docs/reference/errors.md, made from the registry of codes; `scripts/write-errors-page.ts` writes it, the tidy test compares it. */
import { CODES, type Code, type CodeEntry } from '../../packages/core/src/codes.ts'

export const ERRORS_PAGE = 'docs/reference/errors.md'

/** What the caller can do about each code. A code without advice does not compile. */
const ADVICE: Readonly<Record<Code, string>> = {
  path_not_canonical: 'Send the path without dot segments, empty segments, needless escapes or a trailing slash.',
  bad_request: 'Send one `Host`, one credential, an origin-form target, and no method-override header.',
  idempotency_mismatch: 'Use a new idempotency key for a different call.',
  missing_key: 'Send the vault key as a bearer, or as the Basic user or password that the SDK uses.',
  invalid_key: 'Ask the issuer for a key of this proxy; a real vendor secret is never accepted.',
  key_expired: 'Ask the issuer for a new key. Joining the same run keeps its budget.',
  key_revoked: 'Stop. Someone ended this key on purpose.',
  endpoint_not_allowed: 'Use one of `allowed_endpoints`, or ask the issuer for a key that names `attempted`.',
  parameter_not_allowed: 'Change the field in `parameter` so that it meets `rule`.',
  account_not_allowed: 'Leave the account out, or ask for a key that names it in `accounts`.',
  vendor_mismatch: 'Use the path of the connection this key was issued for.',
  cost_unknown: 'State the amount in the request, or ask the operator for a key that allows unknown costs.',
  brake_engaged: 'Stop until an operator releases the brake.',
  unknown_route: 'Begin the path with the name of a connection.',
  idempotency_in_progress: 'Wait for the first call, then repeat with the same idempotency key.',
  outcome_unknown: 'Do not repeat it. An operator resolves the first call.',
  length_required: 'Send `Content-Length`.',
  body_too_large: 'Send a smaller body; the limit is a setting of the connection.',
  unsupported_encoding: 'Send a form or JSON body, not multipart.',
  ambiguous_body: 'Send each field once, in one spelling, uncompressed, with the content type it is written in.',
  cap_exhausted:
    'Stop spending, or make a call that fits under the least remaining amount. Waiting helps only at `resets_at`.',
  rate_limited: 'Wait for `Retry-After`.',
  too_many_concurrent_calls: 'Let running calls end, then repeat.',
  internal: 'Repeat with the same idempotency key; report it with `call_id`.',
  upstream_unreachable: 'Repeat later; nothing was sent.',
  upstream_broken: 'Money may have moved: repeat only with the same idempotency key.',
  ledger_unavailable: 'Repeat later; nothing was sent.',
  overloaded: 'Repeat later; nothing was sent.',
  upstream_timeout: 'Money may have moved: repeat only with the same idempotency key.',
}

const RETRY: Readonly<Record<CodeEntry['retry'], string>> = {
  never: 'no',
  later: 'later',
  same_key: 'same idempotency key',
}

export function errorsPage(): string {
  const rows = (Object.entries(CODES) as [Code, CodeEntry][]).map(
    ([code, { status, retry, title }]) => `| ${status} | \`${code}\` | ${title} | ${RETRY[retry]} | ${ADVICE[code]} |`,
  )
  return [
    '# Refusals and faults',
    '',
    'Every code the proxy can answer a vendor call with. The body has the vendor’s own error shape, plus `code`, `message`,',
    '`call_id` and details at the top level and once more as the object `keybrake`; the header `Keybrake-Code` repeats the',
    'code. A key issued with `exhausted_status: 402` answers `cap_exhausted` with 402 in place of 429.',
    '',
    'This page is written from `packages/core/src/codes.ts` by `node scripts/write-errors-page.ts`; `npm run check` compares them.',
    '',
    '| status | code | meaning | retry? | what helps |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
