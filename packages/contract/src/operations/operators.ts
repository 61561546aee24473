import {
  brakeAnswer,
  createdPrincipalAnswer,
  deletedPrincipalAnswer,
  principalAnswer,
  principalsAnswer,
  rotatedAnswer,
} from '../answers/others.ts'
import { operation, OPERATOR, READERS } from '../operation.ts'
import { brakeRequest } from '../requests/operator.ts'
import { createPrincipalRequest } from '../requests/principals.ts'
import { noQuery, pageQuery } from '../requests/queries.ts'
import { PRINCIPAL } from './examples.ts'

const CREDENTIAL = 'kb_admin_0000000000000000000000000000000000000000000'
const RELEASED = { engaged: false, vendor: null, reason: null, vendors: [], changed_at: null, changed_by: null }
const ENGAGED = {
  ...RELEASED,
  engaged: true,
  reason: 'incident 12',
  changed_at: '2026-01-31T09:00:00.000Z',
  changed_by: 'admin',
}

export const readBrake = operation({
  id: 'readBrake',
  method: 'GET',
  path: '/vault/brake',
  tag: 'brake',
  summary: 'Read the global stop',
  access: READERS,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: brakeAnswer, example: RELEASED },
  errors: [],
})

export const setBrake = operation({
  id: 'setBrake',
  method: 'PUT',
  path: '/vault/brake',
  tag: 'brake',
  summary: 'Engage or release the global stop; no call is admitted after the answer',
  access: OPERATOR,
  query: noQuery,
  body: brakeRequest,
  bodyExample: { engaged: true, reason: 'incident 12' },
  answer: { status: 200, schema: brakeAnswer, example: ENGAGED },
  errors: [],
})

export const listPrincipals = operation({
  id: 'listPrincipals',
  method: 'GET',
  path: '/vault/principals',
  tag: 'principals',
  summary: 'List principals',
  access: READERS,
  query: pageQuery,
  body: null,
  answer: { status: 200, schema: principalsAnswer, example: { data: [PRINCIPAL], next_cursor: null } },
  errors: [],
})

export const createPrincipal = operation({
  id: 'createPrincipal',
  method: 'POST',
  path: '/vault/principals',
  tag: 'principals',
  summary: 'Make a principal; its credential is shown once',
  access: OPERATOR,
  query: noQuery,
  body: createPrincipalRequest,
  bodyExample: {
    name: 'batch jobs',
    role: 'issuer',
    ceilings: { vendors: ['stripe'], max_usd_cap: 500, max_ttl: '4h' },
  },
  answer: { status: 201, schema: createdPrincipalAnswer, example: { ...PRINCIPAL, credential: CREDENTIAL } },
  errors: [],
})

export const readPrincipal = operation({
  id: 'readPrincipal',
  method: 'GET',
  path: '/vault/principals/{id}',
  tag: 'principals',
  summary: 'Read a principal',
  access: READERS,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: principalAnswer, example: PRINCIPAL },
  errors: ['not_found'],
})

export const rotatePrincipal = operation({
  id: 'rotatePrincipal',
  method: 'POST',
  path: '/vault/principals/{id}/rotate',
  tag: 'principals',
  summary: 'Replace the credential; the former one ends',
  access: OPERATOR,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: rotatedAnswer, example: { id: PRINCIPAL.id, credential: CREDENTIAL } },
  errors: ['not_found', 'fixed_principal'],
})

export const deletePrincipal = operation({
  id: 'deletePrincipal',
  method: 'DELETE',
  path: '/vault/principals/{id}',
  tag: 'principals',
  summary: 'Delete a principal and revoke the keys it issued, in one step',
  access: OPERATOR,
  query: noQuery,
  body: null,
  answer: {
    status: 200,
    schema: deletedPrincipalAnswer,
    example: { id: PRINCIPAL.id, deleted: true, revoked: 1, key_ids: ['key_5hLxW2qMcT9vBn0ZrYdKfA'] },
  },
  errors: ['not_found', 'fixed_principal'],
})
