/** A PaymentIntent counts once, by its id: each of these prices is the total of that object. */
import { type Json, remembered } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { integerAt, textAt } from '../../shared/read-json.ts'
import {
  ask,
  FREE,
  known,
  larger,
  moneyOf,
  objectId,
  type Rule,
  stated,
  statedPrice,
  type StripeCall,
  unknown,
} from './rule.ts'

/** Parameters by which Stripe works out another total than the amount stated. */
const GROWING = new Set(['automatic_tax', 'hooks', 'async_workflows', 'managed_payments'])
/** What may stand below `amount_details`: it describes the amount and does not change it. */
const DESCRIBING = new Set(['line_items', 'shipping', 'tax', 'discount_amount', 'enforce_arithmetic_validation'])

const isGrowing = remembered((name): boolean => {
  const [first = '', second = ''] = name.split(/[[\]]+/)
  return GROWING.has(first) || (first === 'amount_details' && !DESCRIBING.has(second))
})

function unlessGrowing(price: (call: StripeCall) => Price): (call: StripeCall) => Price {
  return (call) => {
    const name = call.fields.findName(isGrowing)
    return name === undefined ? price(call) : unknown(`${name} lets the vendor work out another total`)
  }
}

const idOf = (call: StripeCall): string | null => objectId(call.segment(2), 'pi')

/** The intent's currency is only in the intent itself, so even a stated amount needs the question. */
function askIntent(call: StripeCall): Price {
  const id = idOf(call)
  return id === null ? unknown('the path names no PaymentIntent') : ask(`/v1/payment_intents/${id}`)
}

type Total = (intent: Json, amount: bigint, stated: bigint | null, call: StripeCall) => bigint | null
const itsOwn = (_call: StripeCall, currency: string): string => currency

/** Price of the total that `total` finds from the intent as it is and the field `name` as stated. */
function fromIntent(name: string, total: Total, currency = itsOwn) {
  return (call: StripeCall, intent: Json): Price => {
    const money = moneyOf(intent, 'amount')
    const said = stated(call, name)
    if (money === null || said === undefined) return unknown('the vendor’s answer states no amount')
    const amount = total(intent, money.amount, said, call)
    return amount === null
      ? unknown('the vendor’s answer states no amount')
      : known(call, amount, currency(call, money.currency), idOf(call))
  }
}

const create: Rule = {
  sentence: 'amount in currency, whether confirmed or not.',
  answers: 'payment_intent',
  price: unlessGrowing(statedPrice),
  listed: { path: '/v1/payment_intents', by: ['customer'], byTime: true },
}

const update: Rule = {
  sentence: 'The new total; nothing where neither amount nor currency changes.',
  answers: 'payment_intent',
  price: unlessGrowing((call) => {
    const amount = stated(call, 'amount')
    const currency = call.fields.get('currency')
    if (amount === undefined) return unknown('amount is no plain integer')
    if (amount === null && currency === undefined) return FREE
    if (amount === null || currency === undefined) return askIntent(call)
    const id = idOf(call)
    return id === null ? unknown('the path names no PaymentIntent') : known(call, amount, currency, id)
  }),
  // Only an update can change the currency.
  priceFromAnswer: fromIntent(
    'amount',
    (_intent, amount, said) => said ?? amount,
    (call, currency) => call.fields.get('currency') ?? currency,
  ),
}

const confirm: Rule = {
  sentence: 'The total of the PaymentIntent, asked from Stripe, less what is counted for it.',
  answers: 'payment_intent',
  price: unlessGrowing(askIntent),
  priceFromAnswer: fromIntent('amount_to_confirm', (_intent, amount, said) => larger(amount, said ?? 0n)),
}

/** A capture that is not the final one leaves the rest capturable: that stays counted with what is taken now. */
function capturedTotal(call: StripeCall, intent: Json, said: bigint | null): bigint | null {
  const before = integerAt(intent, 'amount_received')
  // Captured for good: a repeat can only be told what the first attempt took.
  if (before !== null && textAt(intent, 'status') === 'succeeded') return larger(before, said ?? 0n)
  const capturable = integerAt(intent, 'amount_capturable')
  const now = said ?? capturable
  if (before === null || now === null) return null
  const taken = before + (now < 0n ? -now : now)
  // Stripe may take other words for false than ours.
  if ((call.fields.get('final_capture') ?? 'true') === 'true') return taken
  return capturable === null ? null : larger(taken, before + capturable)
}

const capture: Rule = {
  sentence:
    'What is captured so far and now (and may still be, where it is not the final capture), less what is counted.',
  answers: 'payment_intent',
  price: unlessGrowing(askIntent),
  priceFromAnswer: fromIntent('amount_to_capture', (intent, _amount, said, call) => capturedTotal(call, intent, said)),
}

const increment: Rule = {
  sentence: 'amount is the new total; reserved less what is counted for the PaymentIntent.',
  answers: 'payment_intent',
  price: unlessGrowing((call) =>
    typeof stated(call, 'amount') === 'bigint' ? askIntent(call) : unknown('amount is missing or is no plain integer'),
  ),
  priceFromAnswer: fromIntent('amount', (_intent, amount, said) => larger(amount, said ?? 0n)),
}

/** They may finish a payment that was waiting; the amount they name is a part of it. */
const finish: Rule = {
  sentence: 'The total of the PaymentIntent, asked from Stripe, less what is counted for it.',
  answers: 'payment_intent',
  price: unlessGrowing(askIntent),
  priceFromAnswer: fromIntent('amount', (_intent, amount, said) => larger(amount, said ?? 0n)),
  repeats: null,
}

const cancel: Rule = {
  sentence: 'Free; gives back what is counted where nothing was received.',
  answers: 'payment_intent',
  price: () => FREE,
}

export const paymentIntentRules: Readonly<Record<string, Rule>> = {
  'payment_intents.create': create,
  'payment_intents.update': update,
  'payment_intents.confirm': confirm,
  'payment_intents.capture': capture,
  'payment_intents.increment_authorization': increment,
  'payment_intents.apply_customer_balance': finish,
  'payment_intents.verify_microdeposits': finish,
  'payment_intents.cancel': cancel,
}
