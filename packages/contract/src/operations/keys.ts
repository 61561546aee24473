import { issuedKeyAnswer, keyAnswer, keysAnswer } from '../answers/key.ts'
import { reachAnswer, revokedAnswer } from '../answers/others.ts'
import { z } from 'zod'
import { EVERYONE, IF_MATCH, ISSUERS, operation, OPERATOR } from '../operation.ts'
import { changeKeyRequest } from '../requests/change-key.ts'
import { issueKeyRequest } from '../requests/issue-key.ts'
import { keysQuery, noQuery } from '../requests/queries.ts'
import { deleteKeyRequest, revokeKeysRequest } from '../requests/revoke-keys.ts'
import { ISSUED_KEY, KEY } from './examples.ts'

const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 hours give the same vault key again; another body is refused.',
}
const REVOKED = { ...KEY, status: 'revoked', revoked_at: '2026-01-31T10:00:00.000Z', reason: 'job finished' }

export const issueKey = operation({
  id: 'issueKey',
  method: 'POST',
  path: '/vault/keys',
  tag: 'keys',
  summary: 'Issue a vault key',
  access: ISSUERS,
  query: noQuery,
  body: issueKeyRequest,
  bodyExample: {
    vendor: 'stripe',
    daily_usd_cap: 500,
    allowed_endpoints: ['POST /v1/payment_intents'],
    expires_in: '4h',
    label: 'nightly-billing',
    parameters: { currency: { in: ['usd'] } },
    caps: { refund: 50 },
  },
  headers: [IDEMPOTENCY],
  answer: { status: 201, schema: issuedKeyAnswer, example: ISSUED_KEY },
  errors: ['ceiling_exceeded', 'idempotency_mismatch', 'run_cap_mismatch', 'run_closed'],
})

export const listKeys = operation({
  id: 'listKeys',
  method: 'GET',
  path: '/vault/keys',
  tag: 'keys',
  summary: 'List vault keys, newest first',
  access: EVERYONE,
  query: keysQuery,
  body: null,
  answer: { status: 200, schema: keysAnswer, example: { data: [KEY], next_cursor: null } },
  errors: [],
})

export const readKey = operation({
  id: 'readKey',
  method: 'GET',
  path: '/vault/keys/{id}',
  tag: 'keys',
  summary: 'Read a vault key with its live spend',
  access: EVERYONE,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: keyAnswer, example: KEY },
  errors: ['not_found'],
})

export const changeKey = operation({
  id: 'changeKey',
  method: 'PATCH',
  path: '/vault/keys/{id}',
  tag: 'keys',
  summary: 'Change caps, expiry, allowlist or label; in force for the next call',
  access: OPERATOR,
  query: noQuery,
  body: changeKeyRequest,
  bodyExample: { daily_usd_cap: 750, expires_in: '2h' },
  headers: [IF_MATCH],
  answer: { status: 200, schema: keyAnswer, example: { ...KEY, daily_usd_cap: 750 } },
  errors: ['not_found', 'key_revoked', 'changed_meanwhile', 'conflict'],
})

export const deleteKey = operation({
  id: 'deleteKey',
  method: 'DELETE',
  path: '/vault/keys/{id}',
  tag: 'keys',
  summary: 'Revoke a vault key; doing it again changes nothing',
  access: ISSUERS,
  query: noQuery,
  body: deleteKeyRequest,
  bodyExample: { reason: 'job finished' },
  answer: { status: 200, schema: keyAnswer, example: REVOKED },
  errors: ['not_found'],
})

export const revokeKeys = operation({
  id: 'revokeKeys',
  method: 'POST',
  path: '/vault/keys/revoke',
  tag: 'keys',
  summary: 'Revoke every live key that matches; by run it also closes the run',
  access: ISSUERS,
  query: noQuery,
  body: revokeKeysRequest,
  bodyExample: { label_prefix: 'nightly-', reason: 'incident 12' },
  answer: { status: 200, schema: z.union([revokedAnswer, reachAnswer]), example: { revoked: 1, key_ids: [KEY.id] } },
  errors: [],
})

/** The same calls at the paths that some clients know. */
export const issueKeyV1 = { ...issueKey, id: 'issueKeyV1', path: '/v1/keys', summary: 'Same as POST /vault/keys' }
export const listKeysV1 = { ...listKeys, id: 'listKeysV1', path: '/v1/keys', summary: 'Same as GET /vault/keys' }
export const readKeyV1 = { ...readKey, id: 'readKeyV1', path: '/v1/keys/{id}', summary: 'Same as GET /vault/keys/{id}' }
export const deleteKeyV1 = {
  ...deleteKey,
  id: 'deleteKeyV1',
  path: '/v1/keys/{id}',
  summary: 'Same as DELETE /vault/keys/{id}',
}
