/** Charges without a PaymentIntent. One made by an intent counts under the intent. */
import { textAt } from '../../shared/read-json.ts'
import { ask, known, moneyOf, objectId, type Rule, stated, statedPrice, unknown } from './rule.ts'

const create: Rule = {
  sentence: 'amount in currency, whether captured or not.',
  answers: 'charge',
  price: statedPrice,
  listed: { path: '/v1/charges', by: ['customer'], byTime: true },
}

const capture: Rule = {
  sentence: 'What is captured (all of the charge where amount is left out), less what is counted for it.',
  answers: 'charge',
  repeats: 'amount_captured',
  price(call) {
    const id = objectId(call.segment(2), 'ch', 'py')
    return id === null ? unknown('the path names no charge') : ask(`/v1/charges/${id}`)
  },
  priceFromAnswer(call, charge) {
    const money = moneyOf(charge, 'amount')
    const said = stated(call, 'amount')
    if (money === null || said === undefined) return unknown('the vendor’s answer states no amount')
    return known(call, said ?? money.amount, money.currency, textAt(charge, 'payment_intent') ?? textAt(charge, 'id'))
  },
}

export const chargeRules: Readonly<Record<string, Rule>> = { 'charges.create': create, 'charges.capture': capture }
