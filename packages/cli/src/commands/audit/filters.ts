/** The filters of the audit log (SPEC section 8), as flags. */
import type { AuditFilter } from '@keybrake/client'
import { type Field, field, pairsOf, readFields } from '../../fields/fields.ts'
import type { Given } from '../../given.ts'
import { option } from '../../verb.ts'
import { sinceOf } from '../../since.ts'

export const FILTER_FIELDS: readonly Field[] = [
  field('--label <text>', 'label', 'text', 'calls of keys with exactly this label'),
  field('--label-prefix <text>', 'label_prefix', 'text', 'calls of keys whose label begins so'),
  field('--run <label>', 'run', 'text', 'calls of this run'),
  field('--key, --key-id <id>', 'key_id', 'text', 'calls of this key'),
  field('--vendor <name>', 'vendor', 'text', 'calls to this vendor'),
  field('--operation <name>', 'operation', 'text', 'payment_intents.create and the like'),
  field('--class, --money-class <class>', 'money_class', 'text', 'charge, refund, message, …'),
  field('--decision <decision>', 'decision', 'text', 'what became of it', {
    choices: ['allowed', 'refused', 'observed'],
  }),
  field('--code <code>', 'code', 'text', 'the refusal’s code: cap_exhausted, key_revoked, …'),
  field('--state <state>', 'state', 'text', 'the state of its hold', {
    choices: ['held', 'settled', 'released', 'unknown', 'assumed', 'free'],
  }),
  field('--status <n>', 'status', 'whole', 'the HTTP status answered'),
  field('--min-usd <usd>', 'min_usd', 'text', 'calls that count at least so much'),
  field('--q <id>', 'q', 'text', 'a call id, or the vendor’s request or object id, whole'),
  field('--kind <kind>', 'kind', 'text', 'calls, admin actions, or both', { choices: ['call', 'admin', 'all'] }),
]

export const TAG = option('--tag <name=value>', 'calls with this tag; once for each', { repeats: true })
export const FROM_TO = [
  option('--from, --since <when>', 'not before: 2h, 7d, a day, or a moment'),
  option('--to, --until <when>', 'before'),
]

export function filterOf(given: Given, nowMs: number): AuditFilter {
  const tags = pairsOf(given.texts('tag'), '--tag')
  return {
    ...readFields(given, FILTER_FIELDS, false),
    ...fromTo(given, nowMs),
    ...(tags === undefined ? {} : { tags }),
  }
}

export function fromTo(given: Given, nowMs: number): { readonly from?: string; readonly to?: string } {
  const from = given.text('since')
  const to = given.text('until')
  return {
    ...(from === null ? {} : { from: sinceOf(from, '--from', nowMs) }),
    ...(to === null ? {} : { to: sinceOf(to, '--to', nowMs) }),
  }
}
