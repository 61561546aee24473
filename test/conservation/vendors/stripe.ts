/** Stripe in the proof: what its record is worth, and what its rules count, written from the sentences of SPEC section 6. */
import type { Execution } from '@keybrake/sandbox'
import type { Json } from '../../support/admin.ts'
import type { Made } from '../lib/tale.ts'
import type { Effect, World } from '../lib/world.ts'
import {
  DESTINATION,
  FREE,
  isSpoilable,
  kindOf,
  openingMove,
  type StripeMove,
  type StripeOp,
  stripeAsk,
  stripeChange,
  stripeMove,
} from './stripe-moves.ts'

/** Units of the currency per 100 USD, and the decimals of its minor unit. */
const CURRENCIES: Readonly<Record<string, readonly [per100Usd: bigint, decimals: bigint]>> = {
  usd: [100n, 2n],
  eur: [80n, 2n],
  jpy: [15_000n, 0n],
}
/** The rates stand in the settings with a date to come, so that they have no age: the margin is 3 %. */
const settings = { fx_eur: '0.8', fx_jpy: '150', fx_as_of: '2099-01-01' }

function valued(minor: bigint, currency: string | null, marginPercent: bigint): readonly [bigint, bigint] {
  const [per100Usd, decimals] = CURRENCIES[currency ?? ''] ?? [0n, 0n]
  if (per100Usd === 0n) throw new Error(`no rate for ${currency}`)
  const margin = currency === 'usd' ? 0n : marginPercent
  return [minor * 1_000_000n * (100n + margin), per100Usd * 10n ** decimals]
}

/** At the rate itself, rounded down: the least that it can be worth. */
function worth(minor: bigint, { currency }: Execution): bigint {
  const [numerator, denominator] = valued(minor, currency, 0n)
  return numerator / denominator
}

/** With the margin, rounded up. */
function counted(minor: bigint, currency: string | null): bigint {
  const [numerator, denominator] = valued(minor, currency, 3n)
  return (numerator + denominator - 1n) / denominator
}

function effect(made: Made<StripeMove>): Effect | null {
  const { executed, known, answer, step, total } = made
  const { op } = step.move
  if (FREE.has(op)) return ends(made)
  if (executed === null) return leftPayable(made)
  const { id: object, currency } = executed
  // A declined charge is a record of the attempt; a declined intent can still be paid, for as much as was asked.
  if (answer?.status === 402 && made.ask.object !== null)
    return { object, how: 'raises', total: counted(total, currency) }
  return { object, how: known === 'fresh' ? 'states' : 'raises', total: counted(total, currency) }
}

/** The answer shows that nothing moved. One that was lost shows nothing, and a call that costs nothing holds nothing. */
function ends({ answer, executed, total }: Made<StripeMove>): Effect | null {
  const isOver = answer?.json['status'] === 'canceled' || answer?.json['status'] === 'expired'
  return isOver && total === 0n && executed !== null ? { object: executed.id, how: 'gone' } : null
}

const DEAD: ReadonlySet<unknown> = new Set(['succeeded', 'canceled'])

/** A refusal that names an intent which can still be paid leaves that counted: what it comes to, or what was to move if less. */
function leftPayable({ answer, ask, step }: Made<StripeMove>): Effect | null {
  const error = answer?.json['error'] as Json | undefined
  const intent = error?.['payment_intent'] as Json | undefined
  if (ask.object === null || intent === undefined || DEAD.has(intent['status'])) return null
  const [amount, received] = [BigInt(Number(intent['amount'])), BigInt(Number(intent['amount_received']))]
  const capturable = BigInt(Number(intent['amount_capturable']))
  const asked = BigInt(step.move.amount)
  const toMove = wholeOf(step.move.op, {
    asked: BigInt(ask.form?.['amount_to_capture'] ?? asked),
    amount,
    received,
    capturable,
  })
  const left = received > amount ? received : amount
  const total = counted(toMove < left ? toMove : left, String(intent['currency']))
  return { object: ask.object, how: 'raises', total }
}

interface Standing {
  readonly asked: bigint
  readonly amount: bigint
  readonly received: bigint
  readonly capturable: bigint
}

/** What the object would have come to. */
function wholeOf(op: StripeOp, { asked, amount, received, capturable }: Standing): bigint {
  const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
  if (op === 'update') return asked
  if (op === 'increment') return larger(amount, asked)
  if (op === 'capture') return received + capturable
  if (op === 'capture_part' || op === 'capture_more') return received + asked
  if (op === 'capture_not_final') return received + larger(asked, capturable)
  return amount
}

export const stripe: World<StripeMove> = {
  vendor: 'stripe',
  settings,
  keyFields: { accounts: [DESTINATION] },
  opening: openingMove,
  move: stripeMove,
  change: stripeChange,
  typical: 20_000_000,
  grain: 5_000_000,
  spoilable: isSpoilable,
  ask: stripeAsk,
  learn: ({ step, ask }, answer, tale) => {
    const error = answer['error'] as Json | undefined
    const id = answer['id'] ?? (error?.['payment_intent'] as Json | undefined)?.['id']
    if (ask.object === null && typeof id === 'string') tale.learn(id, kindOf(step.move.op, id))
  },
  numberOf: ({ metadata }) => (metadata['story'] === undefined ? null : Number(metadata['story'])),
  worth,
  refusalEnds: (status) => status !== 401 && status !== 403,
  effect,
}
