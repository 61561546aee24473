import { connectionAnswer, connectionsAnswer } from '../answers/connection.ts'
import { deletedAnswer } from '../answers/others.ts'
import { IF_MATCH, operation, OPERATOR, READERS } from '../operation.ts'
import { changeConnectionRequest, createConnectionRequest } from '../requests/connections.ts'
import { noQuery, pageQuery } from '../requests/queries.ts'
import { CONNECTION } from './examples.ts'

export const listConnections = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/vault/connections',
  tag: 'connections',
  summary: 'List connections; secrets are never shown',
  access: READERS,
  query: pageQuery,
  body: null,
  answer: { status: 200, schema: connectionsAnswer, example: { data: [CONNECTION], next_cursor: null } },
  errors: [],
})

export const createConnection = operation({
  id: 'createConnection',
  method: 'POST',
  path: '/vault/connections',
  tag: 'connections',
  summary: 'Store a vendor account’s real secret',
  access: OPERATOR,
  query: noQuery,
  body: createConnectionRequest,
  bodyExample: { name: 'stripe-eu', vendor: 'stripe', secret: 'sk_live_replace_me', daily_usd_cap: 20000 },
  answer: { status: 201, schema: connectionAnswer, example: { ...CONNECTION, name: 'stripe-eu' } },
  errors: ['name_taken', 'in_use'],
})

export const readConnection = operation({
  id: 'readConnection',
  method: 'GET',
  path: '/vault/connections/{name}',
  tag: 'connections',
  summary: 'Read a connection',
  access: READERS,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: connectionAnswer, example: CONNECTION },
  errors: ['not_found'],
})

export const changeConnection = operation({
  id: 'changeConnection',
  method: 'PATCH',
  path: '/vault/connections/{name}',
  tag: 'connections',
  summary: 'Change a connection; a new address or vendor must carry the secret anew',
  access: OPERATOR,
  query: noQuery,
  body: changeConnectionRequest,
  bodyExample: { daily_usd_cap: 30000, rate_limit: '600/m' },
  headers: [IF_MATCH],
  answer: {
    status: 200,
    schema: connectionAnswer,
    example: { ...CONNECTION, daily_usd_cap: 30000, rate_limit: '600/m' },
  },
  errors: ['not_found', 'changed_meanwhile'],
})

export const deleteConnection = operation({
  id: 'deleteConnection',
  method: 'DELETE',
  path: '/vault/connections/{name}',
  tag: 'connections',
  summary: 'Delete a connection, erase its secret and revoke its keys',
  access: OPERATOR,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: deletedAnswer, example: { id: 'stripe', deleted: true } },
  errors: ['not_found', 'in_use'],
})
