/** Of several caps the one that will stop a key first. */
import type { BudgetLine } from '../../api/types.ts'
import { microsOf } from '../../format/money.ts'

/** Share of the cap that is spent or held, in hundredths of a percent; null where there is no cap. */
export function usedShare({ cap_usd: cap, spent_usd: spent, held_usd: held }: BudgetLine): number | null {
  if (cap === null) return null
  const all = microsOf(cap)
  return all === 0n ? 10_000 : Number(((microsOf(spent) + microsOf(held)) * 10_000n) / all)
}

/** The line nearest to its cap; of equal ones the one with less room; null where nothing is capped. */
export function tightest(lines: readonly BudgetLine[]): BudgetLine | null {
  let found: { readonly line: BudgetLine; readonly share: number } | null = null
  for (const line of lines) {
    const share = usedShare(line)
    if (share === null) continue
    const less = found !== null && share === found.share && (line.remaining_usd ?? 0) < (found.line.remaining_usd ?? 0)
    if (found === null || share > found.share || less) found = { line, share }
  }
  return found?.line ?? null
}

const NEARLY_USED_UP = 8_000

/**
 * The line that a list shows for a key or budget. The cap of a whole account or issuer stands on a page of its own; it is only
 * named here where it is nearly used up and so the one that stops the key.
 */
export function nearestOwn(lines: readonly BudgetLine[]): BudgetLine | null {
  const isOwn = ({ kind, budget }: BudgetLine) => kind !== 'connection' && !budget.startsWith('issuer:')
  const own = tightest(lines.filter(isOwn))
  const any = tightest(lines)
  return own === null || (any !== null && (usedShare(any) ?? 0) >= NEARLY_USED_UP) ? any : own
}

/** Lines with a cap; of a budget that has none, what it counted in all. */
export function worthShowing(lines: readonly BudgetLine[]): readonly BudgetLine[] {
  const capped = new Set(lines.filter(({ cap_usd }) => cap_usd !== null).map(({ budget }) => budget))
  return lines.filter(({ budget, cap_usd, window }) => cap_usd !== null || (!capped.has(budget) && window === 'total'))
}

/** `in all`, `a day`: how a window is called beside an amount. */
export const windowText = (window: BudgetLine['window']): string =>
  ({ hour: 'an hour', day: 'a day', month: 'a month', total: 'in all', call: 'a call', calls: 'calls' })[window]

/** Of a key's cap on one kind of money (`key:<id>:refund`), the kind; null of every other line. */
export const moneyClassOf = ({ budget, kind }: BudgetLine): string | null =>
  kind === 'key' ? (budget.split(':')[2] ?? null) : null

/** Whose cap it is in a word, where there is little room; nothing where it is the key's own. */
export function ownerWord(line: BudgetLine): string {
  if (line.kind === 'key') return moneyClassOf(line) ?? ''
  if (line.kind === 'connection') return 'account'
  if (line.kind === 'run') return 'run'
  return line.budget.startsWith('issuer:') ? 'issuer' : line.budget
}

/** The same for a person looking at a key. */
export function ownerText(line: BudgetLine): string {
  const { budget, kind } = line
  if (kind === 'run') return `run ${budget.replace(/^run:/, '')}`
  if (kind === 'connection') return `connection ${budget.replace(/^connection:/, '')}`
  if (kind !== 'key') return budget.startsWith('issuer:') ? 'the issuer' : budget
  const moneyClass = moneyClassOf(line)
  return moneyClass === null ? 'this key' : `this key, ${moneyClass}`
}
