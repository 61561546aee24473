import { z } from 'zod'
import { healthAnswer, readyAnswer, vendorsAnswer } from '../answers/others.ts'
import { statusAnswer } from '../answers/status.ts'
import { EVERYONE, operation } from '../operation.ts'
import { noQuery, pageQuery } from '../requests/queries.ts'

export const listVendors = operation({
  id: 'listVendors',
  method: 'GET',
  path: '/vault/vendors',
  tag: 'vendors',
  summary: 'Vendors, their operations, and the cost rules in force',
  access: EVERYONE,
  query: pageQuery,
  body: null,
  answer: {
    status: 200,
    schema: vendorsAnswer,
    example: {
      data: [
        {
          vendor: 'stripe',
          products: [{ product: 'api', upstream: 'https://api.stripe.com' }],
          secret_fields: ['secret_key'],
          body_limit_bytes: 1048576,
          added_fields: ['metadata[keybrake_call]'],
          operations: [
            {
              operation: 'charges.create',
              endpoint: 'POST /v1/charges',
              effect: 'write',
              closed: false,
              idempotent: true,
              money_class: 'charge',
              cost_rule: '`amount` in `currency`.',
            },
          ],
        },
      ],
      next_cursor: null,
    },
  },
  errors: [],
})

export const readStatus = operation({
  id: 'readStatus',
  method: 'GET',
  path: '/vault/status',
  tag: 'system',
  summary: 'What to know before trusting what is shown: ledger, clock, audit log, brakes',
  access: EVERYONE,
  query: noQuery,
  body: null,
  answer: {
    status: 200,
    schema: statusAnswer,
    example: {
      version: '0.1.0',
      public_url: 'http://127.0.0.1:8787',
      started_at: '2026-01-31T09:00:00.000Z',
      time: '2026-01-31T10:00:00.000Z',
      ledger: {
        kind: 'sqlite',
        writable: true,
        fault: null,
        commit_ms: 1.2,
        unrecorded_outcomes: 0,
        replica: null,
      },
      clock: { stepped_ms: 0 },
      audit: {
        chain: 'c1',
        last_seq: 43,
        last_time: '2026-01-31T09:59:58.000Z',
        behind: 0,
        caught_up_ms: 0.4,
        verified: { at: '2026-01-31T09:30:00.000Z', ok: true, entries: 43, chains: 1, fault: null },
      },
      brakes: [],
      sandbox: true,
      event_streams: 1,
    },
  },
  errors: [],
})

const openly = { tag: 'system', access: 'public', method: 'GET', query: noQuery, body: null } as const

export const healthz = operation({
  ...openly,
  id: 'healthz',
  path: '/healthz',
  summary: 'The process is alive',
  answer: { status: 200, schema: healthAnswer, example: { status: 'ok', version: '0.1.0' } },
  errors: [],
})

export const readyz = operation({
  ...openly,
  id: 'readyz',
  path: '/readyz',
  summary: 'The ledger can commit and the process is not stopping',
  answer: { status: 200, schema: readyAnswer, example: { status: 'ready', version: '0.1.0', warnings: [] } },
  errors: ['ledger_unavailable'],
})

export const metrics = operation({
  ...openly,
  id: 'metrics',
  path: '/metrics',
  summary: 'Prometheus metrics',
  answer: { status: 200, type: 'text/plain', schema: z.string(), example: 'keybrake_build_info{version="0.1.0"} 1\n' },
  errors: [],
})

export const openapiDocument = operation({
  ...openly,
  id: 'openapi',
  path: '/openapi.json',
  summary: 'This document',
  answer: { status: 200, schema: z.record(z.string(), z.unknown()), example: { openapi: '3.1.0' } },
  errors: [],
})

export const docs = operation({
  ...openly,
  id: 'docs',
  path: '/docs',
  summary: 'This document as a page',
  answer: { status: 200, type: 'text/html', schema: z.string(), example: '<!doctype html>' },
  errors: [],
})

export const docsFile = operation({
  ...openly,
  id: 'docsFile',
  path: '/docs/{file}',
  summary: 'Files of the page',
  answer: {
    status: 200,
    type: 'text/css',
    otherTypes: ['text/javascript', 'image/png'],
    schema: z.string(),
    example: '',
  },
  errors: ['not_found'],
})
