/** Beginnings for the issue form: a few common jobs per vendor, and for any vendor what its operations allow to be derived. */
import { isUnpriced, type VendorOperation } from './vendor-operation.ts'

export interface Template {
  readonly name: string
  readonly entries: readonly string[]
}

const JOBS: Readonly<Record<string, readonly Template[]>> = {
  stripe: [
    {
      name: 'Charge customers',
      entries: ['payment_intents.create', 'payment_intents.confirm', 'payment_intents.retrieve', 'customers.retrieve'],
    },
    {
      name: 'Refund desk',
      entries: ['refunds.create', 'refunds.retrieve', 'charges.retrieve', 'payment_intents.retrieve'],
    },
  ],
  twilio: [{ name: 'Send messages', entries: ['messages.create', 'messages.fetch'] }],
  resend: [{ name: 'Send mail', entries: ['emails.send', 'batch.send', 'emails.get'] }],
}

/** Only those whose every entry the vendor of this server knows. */
export function templatesFor(vendor: string, operations: readonly VendorOperation[]): readonly Template[] {
  const known = new Set(operations.map(({ operation }) => operation))
  const jobs = (JOBS[vendor] ?? derived(operations)).filter(({ entries }) => entries.every((entry) => known.has(entry)))
  const reads = operations.filter(
    ({ effect, closed, money_class }) => effect === 'read' && !closed && money_class === null,
  )
  return reads.length === 0 ? jobs : [...jobs, { name: 'Read only', entries: readEntries(reads) }]
}

/** One template a class of money: the priced operations that move it. */
function derived(operations: readonly VendorOperation[]): readonly Template[] {
  const movers = operations.filter((one) => one.money_class !== null && !one.closed && !isUnpriced(one))
  return [...Map.groupBy(movers, ({ money_class }) => money_class)].map(([name, members]) => ({
    name: `Only ${name}`,
    entries: members.map(({ operation }) => operation),
  }))
}

/** Reads by name: `GET /**` would also let through the closed ones that an operator opens later. */
const readEntries = (reads: readonly VendorOperation[]): readonly string[] =>
  reads.slice(0, 500).map(({ operation }) => operation)
