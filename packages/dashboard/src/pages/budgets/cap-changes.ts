/** Editing caps: text fields ⇄ the members of a PATCH, and what a new cap would mean for what is counted already. */
import type { BudgetLine } from '../../api/types.ts'
import { microsOf, microsText, usdText } from '../../format/money.ts'
import { amountOf, bareAmount } from '../amount-text.ts'

export const CAP_FIELDS = [
  { name: 'hourly', wire: 'hourly_usd_cap', window: 'hour', words: 'Cap an hour (USD)' },
  { name: 'daily', wire: 'daily_usd_cap', window: 'day', words: 'Cap a day (USD)' },
  { name: 'monthly', wire: 'monthly_usd_cap', window: 'month', words: 'Cap a month (USD)' },
  { name: 'total', wire: 'total_usd_cap', window: 'total', words: 'Cap in all (USD)' },
] as const

export type CapTexts = Readonly<Record<(typeof CAP_FIELDS)[number]['name'], string>>
type Wire = (typeof CAP_FIELDS)[number]['wire']

export const NO_CAP_TEXTS: CapTexts = { hourly: '', daily: '', monthly: '', total: '' }

export const capTextsOf = (caps: Readonly<Record<Wire, number | null>>): CapTexts =>
  Object.fromEntries(
    CAP_FIELDS.map(({ name, wire }) => [name, caps[wire] === null ? '' : String(caps[wire])]),
  ) as CapTexts

/** Only what differs; an emptied field takes its cap away. Amounts go as the text that was typed. */
export function capChanges(before: CapTexts, after: CapTexts): Readonly<Record<string, string | null>> {
  const changed = CAP_FIELDS.filter(({ name }) => before[name].trim() !== after[name].trim())
  return Object.fromEntries(changed.map(({ name, wire }) => [wire, capText(after[name])]))
}

function capText(text: string): string | null {
  const bare = bareAmount(text)
  return bare === '' ? null : bare
}

/**
 * What the cap would mean now: `leaves $12.00` or `below what is counted: every call is refused until it resets`. A cap never
 * takes back what is spent or held.
 */
export function effectOf(text: string, lines: readonly BudgetLine[], window: BudgetLine['window']): string {
  const line = lines.find((one) => one.window === window)
  if (text.trim() === '') return line === undefined ? 'No cap.' : `No cap; ${usdText(line.spent_usd)} spent so far.`
  const cap = amountOf(text)
  if (cap === null) return 'An amount such as 500 or 12.50.'
  if (line === undefined) return 'Counts what was spent in the present window already.'
  const counted = microsOf(line.spent_usd) + microsOf(line.held_usd)
  if (cap < counted)
    return `Below the ${microsText(counted)} that are spent or held: every call that costs is refused${line.resets_at === null ? '' : ' until it resets'}.`
  return `Leaves ${microsText(cap - counted)}: ${usdText(line.spent_usd)} spent, ${usdText(line.held_usd)} held.`
}
