/** How a call was judged, step by step, in the order of the proxy: what a person asks of a row that was refused. */
import type { Code } from '@keybrake/core'
import { z } from 'zod'
import type { CallRowFacts } from './audit-row.ts'
import { textOrNull } from './shapes.ts'

interface Step {
  readonly step: string
  readonly title: string
  /** Refusals that this step gives. */
  readonly codes: readonly Code[]
}

/** In this order; a refusal ends it. One code is of two steps: `endpoint_not_allowed` is of `closed` where the row says so. */
export const JUDGEMENT: readonly Step[] = [
  { step: 'request_line', title: 'Request line and headers', codes: ['path_not_canonical', 'bad_request'] },
  { step: 'credential', title: 'Vault key', codes: ['missing_key', 'invalid_key'] },
  { step: 'brake', title: 'Brake', codes: ['brake_engaged'] },
  { step: 'standing', title: 'Expiry and revocation', codes: ['key_expired', 'key_revoked'] },
  {
    step: 'account',
    title: 'Connection and account',
    codes: ['vendor_mismatch', 'unknown_route', 'account_not_allowed'],
  },
  { step: 'closed', title: 'Closed endpoints', codes: [] },
  { step: 'allowlist', title: 'Allowlist', codes: ['endpoint_not_allowed'] },
  {
    step: 'body',
    title: 'Body',
    codes: ['length_required', 'body_too_large', 'unsupported_encoding', 'ambiguous_body'],
  },
  { step: 'parameters', title: 'Parameter rules', codes: ['parameter_not_allowed'] },
  {
    step: 'idempotency',
    title: 'Idempotency key',
    codes: ['idempotency_mismatch', 'idempotency_in_progress', 'outcome_unknown'],
  },
  { step: 'rate', title: 'Rate and concurrency', codes: ['rate_limited', 'too_many_concurrent_calls'] },
  { step: 'cost', title: 'Cost known beforehand', codes: ['cost_unknown'] },
  { step: 'caps', title: 'Caps', codes: ['cap_exhausted'] },
  { step: 'hold', title: 'Hold written to disk', codes: ['ledger_unavailable', 'overloaded', 'internal'] },
  {
    step: 'vendor',
    title: 'Answer of the vendor',
    codes: ['upstream_unreachable', 'upstream_broken', 'upstream_timeout'],
  },
]

export const judgementAnswer = z
  .array(
    z.object({
      step: z.string(),
      title: z.string(),
      outcome: z.enum(['passed', 'refused', 'observed', 'not_reached']).meta({
        description: '`observed`: it would have been refused; a key in observe mode lets it pass.',
      }),
      code: textOrNull,
      detail: textOrNull.meta({ description: 'What the caller was told, or what became of the call.' }),
    }),
  )
  .meta({ id: 'Judgement' })

type Judged = z.infer<typeof judgementAnswer>[number]

const LAST = JUDGEMENT.length - 1

export function judgementOf(row: CallRowFacts): Judged[] {
  const at = row.code === null ? -1 : stepOf(row.code, row.facts)
  return JUDGEMENT.map(({ step, title }, index) => {
    if (index === at) return { step, title, outcome: endOf(row), code: row.code, detail: detailOf(row) }
    const isReached = row.decision !== 'refused' || (at >= 0 && index < at)
    const detail = index === LAST && isReached ? vendorDetail(row) : null
    return { step, title, outcome: isReached ? 'passed' : 'not_reached', code: null, detail }
  })
}

function stepOf(code: string, facts: CallRowFacts['facts']): number {
  if (code === 'endpoint_not_allowed' && facts['closed'] === true)
    return JUDGEMENT.findIndex(({ step }) => step === 'closed')
  return JUDGEMENT.findIndex(({ codes }) => (codes as readonly string[]).includes(code))
}

const endOf = ({ decision }: CallRowFacts): Judged['outcome'] => (decision === 'observed' ? 'observed' : 'refused')

function detailOf({ facts, budgets, code }: CallRowFacts): string | null {
  if (typeof facts['message'] === 'string') return facts['message']
  if (code !== 'cap_exhausted') return null
  // The line with least room is the one that the refusal named.
  const [tightest] = budgets
    .filter(({ cap }) => cap !== null)
    .toSorted((a, b) => Number((a.cap ?? 0n) - a.spent - a.held - ((b.cap ?? 0n) - b.spent - b.held)))
  return tightest === undefined ? null : `${tightest.budget}: no room under its cap for this ${tightest.window}.`
}

/** What the ledger makes of the vendor’s answer. */
const ENDS: Readonly<Record<string, string>> = {
  held: 'Under way: the hold is counted in full.',
  settled: 'Performed: what it cost is counted.',
  released: 'Not performed: the hold was given back.',
  unknown: 'Nobody knows whether it was performed: the hold is counted in full until there is proof.',
  assumed: 'Not known in time: the hold stays counted.',
  free: 'It costs nothing.',
}

const vendorDetail = ({ state }: CallRowFacts): string | null => (state === null ? null : (ENDS[state] ?? null))
