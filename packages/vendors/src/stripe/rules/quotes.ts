/** Quotes: an offer costs nothing until it is accepted; then it becomes an invoice. */
import type { Json } from '@keybrake/core'
import { at, isPresent } from '../../shared/read-json.ts'
import { idIn, inPath } from './asked.ts'
import { known, type Minor, moneyOf, recurring, type Rule, unknown } from './rule.ts'
import { askedTotal } from './shapes.ts'

function quoteTotal(quote: Json): Minor | string | null {
  if (isPresent(at(quote, 'computed', 'recurring'))) return 'it recurs without another call'
  if (at(quote, 'automatic_tax', 'enabled') === true) return 'the tax is worked out when it is accepted'
  return moneyOf(quote, 'amount_total')
}

export const quoteRules: Readonly<Record<string, Rule>> = {
  'quotes.accept': {
    ...askedTotal('quote', { what: 'quote', at: '/v1/quotes', id: inPath('qt'), money: quoteTotal }),
    sentence: 'The quote’s total, asked from Stripe, counted as its invoice; one that recurs has no price.',
    priceFromAnswer(call, quote) {
      const money = quoteTotal(quote)
      if (typeof money === 'string') return recurring(money)
      return money === null
        ? unknown('the vendor’s answer states no amount')
        : known(call, money.amount, money.currency, null)
    },
    latent: true,
    settlesAsPriced: true,
    counts: (quote) => idIn(quote, 'invoice'),
  },
}
