/**
 * Every Resend endpoint we know, from the table in `endpoints/`. A line is `name METHOD path`, then how a write costs:
 * `free`, `rule` (see `price.ts`), or nothing (`rules/reasons.ts` says why), and what kind of money it moves.
 */
import { HOUR_MS } from '@keybrake/core'
import { closedFamilies } from '../shared/closed.ts'
import { costSentence, type EndpointRow, readEndpoints } from '../shared/endpoints.ts'
import { operationTable } from '../shared/operation-table.ts'
import { all } from './endpoints/all.ts'
import { costSentenceOf } from './price.ts'

/** They mint or show credentials: keys, grants, signing secrets, and in one log entry the answer that held a new key. */
const CLOSED = closedFamilies(['/api-keys/**', '/oauth/**', '/webhooks/**', '/logs/*'])

const WINDOW_MS = 24 * HOUR_MS
/** Resend honours the key on these two only. */
const IDEMPOTENT = new Set(['emails.send', 'batch.send'])

const rows = readEndpoints(all).map((row) => ({ ...row, json: true, product: 'api' }))

const sentenceOf = (row: EndpointRow): string =>
  row.method === 'GET' || row.cost === 'free' ? costSentence(row) : (costSentenceOf(row.name) ?? costSentence(row))

export const table = operationTable(rows, {
  bodyForm: 'json',
  closed: CLOSED,
  closedWrites: [],
  idempotency: (row) => (IDEMPOTENT.has(row.name) ? { windowMs: WINDOW_MS } : null),
  costRules: Object.fromEntries(rows.map((row) => [row.name, sentenceOf(row)])),
})
