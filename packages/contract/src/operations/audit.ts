import { auditAnswer, callRowAnswer } from '../answers/audit-row.ts'
import { spendAnswer } from '../answers/others.ts'
import { z } from 'zod'
import { EVERYONE, operation, OPERATOR } from '../operation.ts'
import { resolveRequest } from '../requests/operator.ts'
import { auditQuery, auditQueryShape, noQuery, spendQuery } from '../requests/queries.ts'
import { CALL_ROW } from './examples.ts'

export const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/vault/audit',
  tag: 'audit',
  summary: 'Query the audit log, newest first, or stream all of it',
  access: EVERYONE,
  query: auditQuery,
  queryShape: auditQueryShape,
  body: null,
  answer: {
    status: 200,
    otherTypes: ['application/x-ndjson', 'text/csv'],
    schema: auditAnswer,
    example: { data: [CALL_ROW], next_cursor: null },
  },
  errors: [],
})

export const readAudit = operation({
  id: 'readAudit',
  method: 'GET',
  path: '/vault/audit/{call_id}',
  tag: 'audit',
  summary: 'Read the row of one call',
  access: EVERYONE,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: callRowAnswer, example: CALL_ROW },
  errors: ['not_found'],
})

export const resolveCall = operation({
  id: 'resolveCall',
  method: 'POST',
  path: '/vault/audit/{call_id}/resolve',
  tag: 'audit',
  summary: 'End a hold of unknown fate by a person’s word',
  access: OPERATOR,
  query: noQuery,
  body: resolveRequest,
  bodyExample: { executed: true, cost_usd: 29.99, reason: 'found in the vendor’s dashboard' },
  answer: { status: 200, schema: callRowAnswer, example: CALL_ROW },
  errors: ['not_found', 'already_closed'],
})

export const readSpend = operation({
  id: 'readSpend',
  method: 'GET',
  path: '/vault/spend',
  tag: 'audit',
  summary: 'Totals by label, run, key, vendor, budget or operation',
  access: EVERYONE,
  query: spendQuery,
  body: null,
  answer: {
    status: 200,
    schema: spendAnswer,
    example: {
      by: 'label',
      per: null,
      data: [{ group: 'nightly-billing', bucket: null, calls: 12, spent_usd: 359.88, held_usd: 0 }],
    },
  },
  errors: [],
})

export const streamEvents = operation({
  id: 'streamEvents',
  method: 'GET',
  path: '/vault/events',
  tag: 'audit',
  summary: 'Server-sent events: calls, outcomes, refusals and admin changes as they happen',
  access: EVERYONE,
  query: noQuery,
  body: null,
  headers: [
    {
      name: 'Last-Event-ID',
      description: 'Goes on after this event where the process still remembers it; else a `gap` event says so.',
    },
  ],
  answer: {
    status: 200,
    type: 'text/event-stream',
    schema: z.string(),
    example:
      'id: m5x2k1-42\nevent: call\ndata: {"call_id":"call_2nVbXr6cLq8TzY0sKwHmJd","time":"2026-01-31T09:00:12.345Z"}\n\n',
  },
  errors: ['too_many_streams'],
})
