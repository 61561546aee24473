/** What filters can be set to, and how they are called on the page. */
import { type FilterName, PERIODS } from './call-filter.ts'

export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  label: 'Label',
  label_prefix: 'Label begins with',
  run: 'Run',
  key_id: 'Key',
  vendor: 'Vendor',
  operation: 'Operation',
  money_class: 'Class of money',
  decision: 'Decision',
  code: 'Code',
  state: 'State of the money',
  status: 'HTTP status',
  from: 'From',
  to: 'Before',
  last: 'Period',
  min_usd: 'At least (USD)',
  q: 'Id',
}

export const DECISIONS = ['allowed', 'refused', 'observed'] as const
export const STATES = ['held', 'settled', 'released', 'unknown', 'assumed', 'free'] as const

/** Words of a chip: `Run dagster/1`, `last hour`, `tag env = prod`. */
export function wordsOf(name: string, value: string): string {
  if (name.startsWith('tag.')) return `tag ${name.slice(4)} = ${value}`
  if (name === 'last') return PERIODS.find((period) => period.value === value)?.name ?? value
  if (name === 'min_usd') return `at least $${value}`
  return `${FILTER_WORDS[name as FilterName]} ${value}`
}

const ID =
  /^(call|key|req|pi|ch|re|py|po|in|cus|evt|sub|seti|cs)_\w{6,}$|^(SM|MM|CA|VE|AC)[0-9a-f]{32}$|^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** What typed text means: an id is looked up, anything else begins a label. */
export function filterOfText(typed: string): Readonly<Record<'q' | 'label_prefix' | 'key_id', string | undefined>> {
  const text = typed.trim() || undefined
  const none = { q: undefined, label_prefix: undefined, key_id: undefined }
  if (text === undefined) return none
  if (text.startsWith('key_')) return { ...none, key_id: text }
  return ID.test(text) ? { ...none, q: text } : { ...none, label_prefix: text }
}
