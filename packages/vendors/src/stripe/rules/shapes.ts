/** The few shapes in which most operations cost: an endpoint is a line in a table of them, not code of its own. */
import { type Asking, askAndCount } from './asked.ts'
import { FREE, type Listed, recurring, type Rule, statedPrice, type StripeCall, unknown } from './rule.ts'

/** `amount` in `currency`, for the new object that is answered. */
export const statedAmount = (answers: string, listed?: Listed): Rule => ({
  sentence: 'amount in currency.',
  answers,
  price: statedPrice,
  ...(listed === undefined ? {} : { listed }),
})

/** Ends an object. What is counted for it is given back where the answer shows that nothing moved. */
export const givesBack = (answers: string, what: string): Rule => ({
  sentence: `Free; gives back what is counted for the ${what} where it is canceled before anything moved.`,
  answers,
  price: () => FREE,
})

/** What an object that is there already comes to, as the total of that object. */
export const askedTotal = (answers: string, asking: Asking, more: Partial<Rule> = {}): Rule => ({
  sentence: `What the ${asking.what} comes to, asked from Stripe, less what is counted for it.`,
  answers,
  ...askAndCount(asking, 'itself'),
  ...more,
})

/** All of an object that is there already, counted by itself. */
export const askedWhole = (answers: string, asking: Asking, more: Partial<Rule> = {}): Rule => ({
  sentence: `The amount of the ${asking.what}, asked from Stripe.`,
  answers,
  ...askAndCount(asking, 'a new one'),
  ...more,
})

/** What is left of an object, or a part of that; counted by itself. */
export const askedRest = (answers: string, asking: Asking, more: Partial<Rule> = {}): Rule => ({
  sentence: `amount, or what is left of the ${asking.what} as Stripe answers, in its currency.`,
  answers,
  ...askAndCount({ ...asking, part: 'amount' }, 'a new one'),
  ...more,
})

/**
 * Free as long as it states only these fields; one written `name=word` must have that value. Anything else can move money.
 *
 * @param otherwise whether an operator may allow the rest
 */
export function freeWith(
  answers: string,
  fields: string,
  otherwise: 'refused' | 'allowed by operators' = 'allowed by operators',
): Rule {
  const harmless = readFields(fields)
  const refuse = otherwise === 'refused' ? unknown : recurring
  return {
    sentence: `Free with ${shown(fields)}; any other field can move money.`,
    answers,
    price(call) {
      const name = harmfulField(call, harmless)
      return name === undefined ? FREE : refuse(`${firstPart(name)} can move money here`)
    },
  }
}

export type Harmless = ReadonlyMap<string, ReadonlySet<string> | null>

/** `active=false name`: by field, the words it may have, or null for any. */
export const readFields = (fields: string): Harmless =>
  new Map(
    fields.split(' ').map((field) => {
      const [name = '', words] = field.split('=')
      return [name, words === undefined ? null : new Set(words.split('|'))] as const
    }),
  )

/** The first field that is not among them. */
export function harmfulField(call: StripeCall, harmless: Harmless): string | undefined {
  return call.fields.findName((name, value) => {
    const words = harmless.get(firstPart(name))
    return words === undefined || (words !== null && (name.includes('[') || !words.has(value)))
  })
}

const firstPart = (name: string): string => name.split('[', 1)[0] ?? ''

const shown = (fields: string): string =>
  fields
    .split(' ')
    .filter((field) => field !== 'expand')
    .map((field) => field.replace('=', ' ').replaceAll('|', ' or '))
    .join(', ')
