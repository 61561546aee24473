/** The numbers that stand for the proxy's codes in Twilio's error shape: `90`, the usual status, and a digit. */
import type { ProxyCode } from './codes.ts'

const NUMBERS: Readonly<Record<number, ProxyCode>> = {
  904001: 'path_not_canonical',
  904002: 'bad_request',
  904003: 'idempotency_mismatch',
  904011: 'missing_key',
  904012: 'invalid_key',
  904013: 'key_expired',
  904014: 'key_revoked',
  904031: 'endpoint_not_allowed',
  904032: 'parameter_not_allowed',
  904033: 'account_not_allowed',
  904034: 'vendor_mismatch',
  904035: 'cost_unknown',
  904036: 'brake_engaged',
  904041: 'unknown_route',
  904091: 'idempotency_in_progress',
  904092: 'outcome_unknown',
  904111: 'length_required',
  904131: 'body_too_large',
  904151: 'unsupported_encoding',
  904221: 'ambiguous_body',
  904291: 'cap_exhausted',
  904292: 'rate_limited',
  904293: 'too_many_concurrent_calls',
  905001: 'internal',
  905021: 'upstream_unreachable',
  905022: 'upstream_broken',
  905031: 'ledger_unavailable',
  905032: 'overloaded',
  905041: 'upstream_timeout',
}

/** @param status must be an HTTP status, so that another library's error with such a number is not taken for one */
export const codeOfTwilioNumber = (code: unknown, status: unknown): string | null =>
  typeof code === 'number' && typeof status === 'number' ? (NUMBERS[code] ?? null) : null

/** The number of a code; for the fake of `/testing`. */
export const numberOfCode = (code: ProxyCode): number => {
  const found = Object.entries(NUMBERS).find(([, name]) => name === code)
  return Number.parseInt(found?.[0] ?? '0', 10)
}
