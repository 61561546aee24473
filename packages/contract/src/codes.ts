/** Every code the admin API can answer with: the one registry of its problems (RFC 9457). */
export interface AdminCodeEntry {
  readonly status: number
  readonly title: string
}

export const ADMIN_CODES = {
  bad_request: { status: 400, title: 'The request is not one the admin API can read.' },
  unauthenticated: { status: 401, title: 'An admin credential is needed.' },
  wrong_origin: { status: 403, title: 'The request comes from a page of another origin.' },
  role_not_allowed: { status: 403, title: 'The role of this principal does not allow this.' },
  ceiling_exceeded: { status: 403, title: 'The request lies above a ceiling of this principal.' },
  not_found: { status: 404, title: 'There is no such object.' },
  unknown_route: { status: 404, title: 'The admin API has no such path.' },
  method_not_allowed: { status: 405, title: 'The admin API has this path, but not with this method.' },
  idempotency_mismatch: { status: 409, title: 'This Idempotency-Key was used with another body.' },
  run_cap_mismatch: { status: 409, title: 'The run was created with other caps.' },
  run_closed: { status: 409, title: 'The run is closed.' },
  name_taken: { status: 409, title: 'The name is in use.' },
  in_use: { status: 409, title: 'It is in use.' },
  key_revoked: { status: 409, title: 'The vault key is revoked.' },
  already_closed: { status: 409, title: 'The hold has ended already.' },
  fixed_principal: { status: 409, title: 'This principal is set by the configuration.' },
  conflict: { status: 409, title: 'Another change came first.' },
  changed_meanwhile: { status: 412, title: 'It was changed since it was read.' },
  body_too_large: { status: 413, title: 'The body is too large.' },
  unsupported_media_type: { status: 415, title: 'A body must be application/json.' },
  invalid_request: { status: 422, title: 'A field is not valid.' },
  too_many_attempts: { status: 429, title: 'Too many failed attempts to sign in from this address.' },
  too_many_streams: { status: 429, title: 'This principal watches too many event streams.' },
  internal: { status: 500, title: 'A fault inside the process.' },
  ledger_unavailable: { status: 503, title: 'The ledger cannot commit; nothing was changed.' },
  overloaded: { status: 503, title: 'Too many connections are open; nothing was changed.' },
} as const satisfies Record<string, AdminCodeEntry>

export type AdminCode = keyof typeof ADMIN_CODES
