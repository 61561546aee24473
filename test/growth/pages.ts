/** Questions to the audit log of a grown folder: SPEC section 8's filters, alone, each with what its rows must be. */
import { labelOf } from './keys.ts'
import { requestIdOf } from './calls.ts'

type Row = Readonly<Record<string, unknown>>

export interface Page {
  readonly name: string
  readonly query: string
  /** Null: nothing fits. */
  readonly fits: ((row: Row) => boolean) | null
}

const LABEL = labelOf(7)
const REQUEST = requestIdOf(1_234)
const is =
  (field: string, value: unknown) =>
  (row: Row): boolean =>
    row[field] === value

export const PAGES: readonly Page[] = [
  { name: 'all', query: 'kind=call', fits: () => true },
  { name: 'a label', query: `label=${LABEL}`, fits: is('key_label', LABEL) },
  { name: 'a label that nobody has', query: 'label=nobody', fits: null },
  {
    name: 'a label prefix',
    query: 'label_prefix=nightly-billing-1',
    fits: (row) => String(row['key_label']).startsWith('nightly-billing-1'),
  },
  { name: 'a run of the first day', query: 'run=job-7-0', fits: is('run', 'job-7-0') },
  { name: 'a key that nobody has', query: 'key_id=key_nobody', fits: null },
  { name: 'a vendor', query: 'vendor=stripe', fits: is('vendor', 'stripe') },
  { name: 'an operation', query: 'operation=refunds.create', fits: is('operation', 'refunds.create') },
  { name: 'refusals', query: 'decision=refused', fits: is('decision', 'refused') },
  { name: 'a code', query: 'code=endpoint_not_allowed', fits: is('code', 'endpoint_not_allowed') },
  { name: 'a code that no row has', query: 'code=cap_exhausted', fits: null },
  { name: 'calls of unknown fate', query: 'state=unknown', fits: is('state', 'unknown') },
  { name: 'a status', query: 'status=402', fits: is('status', 402) },
  { name: 'a status that no row has', query: 'status=500', fits: null },
  { name: 'a tag', query: 'tag.tenant=t33', fits: (row) => (row['tags'] as Row | undefined)?.['tenant'] === 't33' },
  { name: 'at least 20 USD', query: 'min_usd=20', fits: (row) => Number(row['cost_usd']) >= 20 },
  { name: 'at least 900 USD, which no row has', query: 'min_usd=900', fits: null },
  { name: 'a vendor request id', query: `q=${REQUEST}`, fits: is('vendor_request_id', REQUEST) },
  { name: 'admin actions', query: 'kind=admin', fits: () => true },
]
