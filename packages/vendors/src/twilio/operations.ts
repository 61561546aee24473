/**
 * Every Twilio endpoint we know, from the tables in `endpoints/`. A line is `name METHOD path` without the format suffix,
 * then how it costs: `free`, `rule` (see `rules/`), or nothing (`rules/reasons.ts` says why), and what kind of money it moves. Reads are
 * free on the product `api`; elsewhere only where their line says so.
 */
import type { Method } from '@keybrake/core'
import { closedFamilies } from '../shared/closed.ts'
import { costSentence, readEndpoints } from '../shared/endpoints.ts'
import { operationTable, type OperationTable, type PricedOperation, type TableRow } from '../shared/operation-table.ts'
import { api } from './endpoints/api.ts'
import { others } from './endpoints/others.ts'
import { products } from './endpoints/products.ts'
import { RULES } from './rules/all.ts'
import { reasonFor } from './rules/reasons.ts'

/** They mint or show credentials. The account itself is among them: its fetch shows the auth token. */
const CLOSED = closedFamilies([
  '/accounts',
  '/accounts/*',
  '/accounts/*/keys/**',
  '/accounts/*/signingkeys/**',
  '/accounts/*/tokens/**',
  '/accounts/*/authtokens/**',
  '/accounts/*/sip/credentiallists/**',
  'accounts:/authtokens/**',
  'accounts:/credentials/**',
  'iam:/**',
  'oauth:/**',
  'preview-iam:/**',
  'flex-api:/webchats/**',
  'flex-api:/webchat/**',
  'serverless:/services/*/environments/*/variables/**',
  'verify:/services/*/accesstokens/**',
  'verify:/services/*/entities/*/accesstokens/**',
])

/** Same, but only for writes: reading them shows no credential. Some weaken Twilio's own guards. */
const CLOSED_WRITES = closedFamilies([
  '/credentials/**',
  '/accounts/*/authorizedconnectapps/**',
  '/accounts/*/connectapps/**',
  '/accounts/*/sip/**',
  '/accounts/*/usage/triggers/**',
  'accounts:/**',
  'lookups:/ratelimits/**',
  'trunking:/trunks/*/credentiallists/**',
  'verify:/safelist/**',
  'verify:/services/*/entities/*/factors',
  'verify:/services/*/passkeys/factors',
  'verify:/services/*/ratelimits/**',
  'verify:/services/*/webhooks/**',
  'voice:/dialingpermissions/**',
  'voice:/settings/**',
])

const rows: readonly TableRow[] = [
  ...readEndpoints(api).map((row) => ({ ...row, product: 'api' })),
  ...readEndpoints(products + others.trimStart()).map((row) => ({
    ...row,
    product: row.name.slice(0, row.name.indexOf('.')),
  })),
]

const plain = operationTable(rows, {
  bodyForm: 'form',
  closed: CLOSED,
  closedWrites: CLOSED_WRITES,
  // Twilio takes the header and does nothing with it.
  idempotency: () => null,
  costRules: Object.fromEntries(rows.map((row) => [row.name, sentenceOf(row)])),
})

function sentenceOf(row: TableRow): string {
  const rule = RULES[row.name]
  if (rule !== undefined) return rule.sentence
  if (row.cost !== 'none' || (row.method === 'GET' && row.product === 'api')) return costSentence(row)
  if (row.method === 'GET') return 'Unknown: no cost rule, and reads of this product can cost.'
  return `Unknown: ${reasonFor(row.name) ?? 'no cost rule.'}`
}

const SUFFIX = /\.(?:json|xml|csv|html|mp3|wav)$/

/** The suffix chooses the form of the answer: `/Messages`, `/Messages.json` and `/Messages.xml` are one operation. */
const withoutSuffix = (product: string, path: string): string => (product === 'api' ? path.replace(SUFFIX, '') : path)

export const table: OperationTable = {
  operations: plain.operations,
  find(method: Method, product: string, path: string): PricedOperation | null {
    return plain.find(method, product, withoutSuffix(product, path))
  },
}
