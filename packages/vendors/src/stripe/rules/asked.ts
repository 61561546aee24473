/** Prices that Stripe is asked for: which object, and what of it counts. */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { textAt } from '../../shared/read-json.ts'
import { intentAmount } from './counted.ts'
import {
  anyId,
  ask,
  known,
  type Minor,
  moneyOf,
  objectId,
  type Rule,
  stated,
  type StripeCall,
  type StripeParameters,
  unknown,
} from './rule.ts'

export interface Asking {
  /** Its name in a sentence. */
  readonly what: string
  /** Where it is read: `/v1/transfers`. */
  readonly at: string
  /** Its id as the request names it, fit to be put into a path; null where it names none. */
  id(call: StripeParameters): string | null
  /** What it comes to or what is left of it. A text says why it has no price. */
  money(object: Json, call: StripeCall): Minor | string | null
  /** A field that may state another amount than all of it. */
  readonly part?: string
}

/** @param whose whether the price is the total of the object that is asked, or counts by itself */
export function askAndCount(asking: Asking, whose: 'itself' | 'a new one'): Pick<Rule, 'price' | 'priceFromAnswer'> {
  return {
    price(call) {
      const id = asking.id(call)
      return id === null ? unknown(`the request names no ${asking.what}`) : ask(`${asking.at}/${id}`)
    },
    priceFromAnswer(call, object): Price {
      const money = asking.money(object, call)
      const said = asking.part === undefined ? null : stated(call, asking.part)
      if (typeof money === 'string') return unknown(money)
      if (money === null || said === undefined) return unknown('the vendor’s answer states no amount')
      return known(call, said ?? money.amount, money.currency, whose === 'itself' ? asking.id(call) : null)
    },
  }
}

/** The object that the path names. */
export const inPath =
  (...prefixes: readonly string[]) =>
  (call: StripeParameters): string | null =>
    objectId(call.segment(2), ...prefixes)

/** The object of a path with a longer name: `/v1/issuing/authorizations/iauth_1/approve`. */
export const inLongPath = (call: StripeParameters): string | null => anyId(call.segment(3))

/** The object that this field names. */
export const inField =
  (name: string, ...prefixes: readonly string[]) =>
  (call: StripeParameters): string | null =>
    prefixes.length === 0 ? anyId(call.fields.get(name)) : objectId(call.fields.get(name), ...prefixes)

const intentId = inField('payment_intent', 'pi')

/** The PaymentIntent that a field names: what it takes or may take, however the call does it. */
export const namedIntent: Asking = {
  what: 'PaymentIntent',
  at: '/v1/payment_intents',
  id: intentId,
  money(intent) {
    const amount = intentAmount(intent)
    const currency = textAt(intent, 'currency')
    return amount === null || currency === null ? null : { amount, currency }
  },
}

export const naming =
  (id: (call: StripeParameters) => string | null) =>
  (call: StripeParameters): readonly string[] => {
    const named = id(call)
    return named === null ? [] : [named]
  }

/** An id that stands by itself, or in an object that was expanded. */
export const idIn = (json: Json, name: string): string | null => textAt(json, name) ?? textAt(json, name, 'id')

/** All of what an object states under this name. */
export const whole =
  (name: string) =>
  (object: Json): Minor | null =>
    moneyOf(object, name)

/** What an object states, less what of it is gone already. */
export const rest =
  (name: string, gone: string) =>
  (object: Json): Minor | null => {
    const all = moneyOf(object, name)
    const less = moneyOf(object, gone)
    if (all === null || less === null) return null
    return { ...all, amount: all.amount > less.amount ? all.amount - less.amount : 0n }
  }
