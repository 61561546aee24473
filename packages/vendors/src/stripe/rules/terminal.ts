/** Card readers. Where a reader may ask for a tip, the total is not known before somebody gives it. */
import { namedIntent, naming } from './asked.ts'
import { type Rule, unknown } from './rule.ts'
import { askedTotal } from './shapes.ts'

const onReader: Rule = askedTotal('terminal.reader', namedIntent, {
  repeats: null,
  settlesAsPriced: true,
  named: naming(namedIntent.id),
})

/** @param skip the field by which the request keeps the reader from asking for a tip */
const withoutTip = (skip: string): Rule => ({
  ...onReader,
  sentence: `The total of the PaymentIntent, asked from Stripe, less what is counted for it; needs ${skip}=true.`,
  price: (call) =>
    call.fields.get(skip) === 'true' ? onReader.price(call) : unknown(`a tip can raise the total: say ${skip}=true`),
})

export const terminalRules: Readonly<Record<string, Rule>> = {
  'terminal.readers.process_payment_intent': withoutTip('process_config[skip_tipping]'),
  'terminal.readers.collect_payment_method': withoutTip('collect_config[skip_tipping]'),
  'terminal.readers.confirm_payment_intent': onReader,
}
