/**
 * Every Twilio endpoint we know, from the tables in `endpoints/`. A line is `name METHOD path` without the format suffix,
 * then how it costs: `free`, `rule` (see `rules/`), or nothing. Reads are free on the product `api` and nowhere else.
 */
import type { Method } from '@keybrake/core'
import { closedFamilies } from '../shared/closed.ts'
import { readEndpoints } from '../shared/endpoints.ts'
import { operationTable, type OperationTable, type PricedOperation, type TableRow } from '../shared/operation-table.ts'
import { api } from './endpoints/api.ts'
import { products } from './endpoints/products.ts'
import { COST_RULES } from './rules/all.ts'

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
  'trunking:/trunks/*/credentiallists/**',
  'verify:/services/*/entities/*/factors',
  'verify:/services/*/passkeys/factors',
  'verify:/services/*/webhooks/**',
])

const rows: readonly TableRow[] = [
  ...readEndpoints(api).map((row) => ({ ...row, product: 'api' })),
  ...readEndpoints(products).map((row) => ({ ...row, product: row.name.slice(0, row.name.indexOf('.')) })),
]

const plain = operationTable(rows, {
  bodyForm: 'form',
  closed: CLOSED,
  closedWrites: CLOSED_WRITES,
  // Twilio takes the header and does nothing with it.
  idempotency: () => null,
  costRules: { ...unpricedReads(rows), ...COST_RULES },
})

/** Reads of other products than `api` can cost. */
function unpricedReads(all: readonly TableRow[]): Readonly<Record<string, string>> {
  const reads = all.filter((row) => row.method === 'GET' && row.product !== 'api' && row.cost === 'none')
  return Object.fromEntries(
    reads.map((row) => [row.name, 'Unknown: no cost rule, and reads of this product can cost.']),
  )
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
