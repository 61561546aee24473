import { auditAnswer, callRowAnswer, readCallAnswer } from '../answers/audit-row.ts'
import { verifyAnswer } from '../answers/status.ts'
import { observeAnswer } from '../answers/observe.ts'
import { refusalsAnswer, spendAnswer } from '../answers/spend.ts'
import { z } from 'zod'
import { EVERYONE, operation, OPERATOR, READERS } from '../operation.ts'
import { resolveRequest } from '../requests/operator.ts'
import { auditQuery, auditQueryShape, noQuery, refusalsQuery, spendQuery } from '../requests/queries.ts'
import { CALL_ROW, LINE } from './examples.ts'

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
  answer: {
    status: 200,
    schema: readCallAnswer,
    example: { ...CALL_ROW, judgement: [], budgets_before: [{ ...LINE, spent_usd: 0, remaining_usd: 500 }] },
  },
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

export const verifyAudit = operation({
  id: 'verifyAudit',
  method: 'POST',
  path: '/vault/audit/verify',
  tag: 'audit',
  summary:
    'Recompute the whole log from its entries: hashes, rows, totals, signatures. Changes nothing; may take minutes',
  access: READERS,
  query: noQuery,
  body: null,
  answer: {
    status: 200,
    schema: verifyAnswer,
    example: { ok: true, entries: 43, chains: 1, fault: null },
  },
  errors: [],
})

export const readSpend = operation({
  id: 'readSpend',
  method: 'GET',
  path: '/vault/spend',
  tag: 'audit',
  summary: 'Totals by label, run, key, vendor, budget, operation, class of money or tag',
  access: EVERYONE,
  query: spendQuery,
  body: null,
  answer: {
    status: 200,
    schema: spendAnswer,
    example: {
      by: 'label',
      per: null,
      zone: 'UTC',
      data: [{ group: 'nightly-billing', bucket: null, calls: 12, spent_usd: 359.88, held_usd: 0 }],
      rest: [],
      total: { calls: 12, spent_usd: 359.88, held_usd: 0 },
    },
  },
  errors: [],
})

export const readRefusals = operation({
  id: 'readRefusals',
  method: 'GET',
  path: '/vault/refusals',
  tag: 'audit',
  summary: 'How often which refusal was given, by code, label and operation; also what observe mode let pass',
  access: EVERYONE,
  query: refusalsQuery,
  body: null,
  answer: {
    status: 200,
    schema: refusalsAnswer,
    example: {
      per: null,
      zone: 'UTC',
      data: [
        {
          code: 'endpoint_not_allowed',
          decision: 'refused',
          label: 'nightly-billing',
          vendor: 'stripe',
          operation: 'payouts.create',
          bucket: null,
          count: 40,
        },
      ],
    },
  },
  errors: [],
})

export const readObserve = operation({
  id: 'readObserve',
  method: 'GET',
  path: '/vault/observe',
  tag: 'audit',
  summary: 'Keys in observe mode by label: what they would have been refused in the last 7 days, and a cap that fits',
  access: EVERYONE,
  query: noQuery,
  body: null,
  answer: {
    status: 200,
    schema: observeAnswer,
    example: {
      from: '2026-01-24T09:00:00.000Z',
      to: '2026-01-31T09:00:00.000Z',
      data: [
        {
          label: 'nightly-billing',
          keys: 1,
          key_ids: ['key_5hLxW2qMcT9vBn0ZrYdKfA'],
          observed: [{ code: 'endpoint_not_allowed', operation: 'payouts.create', count: 40 }],
          days: 7,
          p99_daily_usd: 411.2,
          suggested_daily_usd_cap: 420,
          spent_usd: 2104.5,
        },
      ],
      considered: 12,
      complete: true,
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
