/** What an operator can state of a Stripe connection. */
import { parseUsd } from '@keybrake/core'
import type { Price, PriceContext } from '../../adapter.ts'
import { unknown } from './rule.ts'

/** The names that a connection's `settings` may hold. `docs/vendors/stripe.md` shows them; a test compares. */
export const SETTINGS = [
  ['fx_<currency>', 'units a USD', 'an exchange rate in place of ours, as `fx_eur`'],
  ['fx_as_of', 'YYYY-MM-DD', 'the day of those rates; without it they are not taken'],
  ['flat_<operation>', 'USD', 'one call of an operation that has no rule, as `flat_tax.calculations.create`'],
] as const

/** The operator's own price of an operation without a rule, or null. */
export function flatPrice(name: string, settings: PriceContext['connection']['settings']): Price | null {
  const setting = `flat_${name}`
  if (!Object.hasOwn(settings, setting)) return null
  const amount = parseUsd(settings[setting] ?? '', 'up')
  return amount === null
    ? unknown(`the connection’s ${setting} is not an amount of USD`)
    : { kind: 'known', amount, money: null, object: null }
}
