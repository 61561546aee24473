/**
 * A call whose outcome nobody knows, looked for in Stripe's books. What it made carries our mark and is found in the list of
 * its kind; what it changed is read. Lists rather than searches: a search lags behind, and Stripe has it neither in every
 * region nor for refunds, payouts and transfers. Finding proves a cost; not finding proves nothing.
 */
import { type Field, type Json, MINUTE_MS, ZERO_USD } from '@keybrake/core'
import type { ConnectionFacts, LostCall, Price, PriceContext, Question, VendorAnswer, Verdict } from '../../adapter.ts'
import { segmentAt } from '../../shared/matcher.ts'
import { at, integerAt, textAt } from '../../shared/read-json.ts'
import { RULES } from '../rules/all.ts'
import { countedAmount, countedCurrency, isDead } from '../rules/counted.ts'
import { anyId, askedObject, type Listed, type Rule } from '../rules/rule.ts'
import { convert } from '../rules/currency.ts'
import { changeOf } from './changes.ts'

/** Stripe's clock and ours may differ, and a call may have waited before it was sent. */
const BEFORE_MS = 5 * MINUTE_MS
const AFTER_MS = 15 * MINUTE_MS
const PAGE = '100'
/** Of a page on which people choose quantities: before, it may come to more than it says. */
const COMPLETE = 'complete'

type Found = Extract<Verdict, { kind: 'performed' }>

/** Rules that settle as priced are left out: what they find says nothing of the amount. */
function listOf(lost: LostCall, { correlate }: ConnectionFacts): Listed | null {
  const rule = ruleOf(lost)
  return correlate && rule?.settlesAsPriced !== true ? (rule?.listed ?? null) : null
}

const ruleOf = (lost: LostCall): Rule | undefined =>
  Object.hasOwn(RULES, lost.operation) ? RULES[lost.operation] : undefined

export function find(lost: LostCall, connection: ConnectionFacts): Question | null {
  const list = listOf(lost, connection)
  if (list !== null) return listQuestion(lost, list)
  const place = changeOf(lost)?.place(lost) ?? null
  return place === null ? null : { name: 'lost call', product: 'api', path: place, query: [] }
}

function listQuestion(lost: LostCall, { path, by, byTime }: Listed): Question | null {
  const id = anyId(segmentAt(lost.path, 2))
  if (path.includes('{id}') && id === null) return null
  const query: Field[] = [['limit', PAGE]]
  for (const name of by) {
    const value = anyId(lost.request[name])
    if (value !== null) query.push([name, value])
  }
  if (byTime) query.push(['created[gte]', seconds(lost.at - BEFORE_MS)], ['created[lte]', seconds(lost.at + AFTER_MS)])
  return { name: 'lost call', product: 'api', path: path.replace('{id}', id ?? ''), query }
}

const seconds = (epochMs: number): string => String(Math.floor(epochMs / 1000))

export function readFound(
  lost: LostCall,
  question: Question,
  answer: VendorAnswer,
  context: PriceContext,
): Found | Extract<Price, { kind: 'ask' }> | null {
  const rule = ruleOf(lost)
  if (rule === undefined) return null
  if (listOf(lost, context.connection) === null) return readChanged(lost, rule, question, answer, context)
  const page = at(answer.json, 'data')
  if (answer.status !== 200 || !Array.isArray(page)) return null
  const [marked, another] = page.filter((object) => textAt(object, 'metadata', 'keybrake_call') === lost.callId)
  if (marked !== undefined) {
    // A mark can be copied by others who write metadata: what is not what was asked for, or is there twice, proves nothing.
    if (another !== undefined || !isAsAsked(lost, marked)) return null
    return proof(lost.operation, rule, marked, textAt(marked, 'id'), context)
  }
  const last = textAt(page.at(-1), 'id')
  if (at(answer.json, 'has_more') !== true || last === null) return null
  const query = question.query.filter(([name]) => name !== 'starting_after')
  return { kind: 'ask', question: { ...question, query: [...query, ['starting_after', last]] } }
}

/** Whether the object has the amount and the currency that the call stated, where it stated any. */
function isAsAsked({ request }: LostCall, object: Json): boolean {
  const amount = integerAt(object, 'amount')
  const asked = request['amount']
  if (asked !== undefined && amount !== null && asked !== String(amount)) return false
  const currency = textAt(object, 'currency')
  return currency === null || request['currency'] === undefined || request['currency'].toLowerCase() === currency
}

function readChanged(lost: LostCall, rule: Rule, question: Question, answer: VendorAnswer, context: PriceContext) {
  const change = changeOf(lost)
  const object = askedObject(answer, question)
  if (change === null || object === null || !change.shows(object, lost)) return null
  return proof(lost.operation, rule, object, change.object(object), context)
}

/** Null where the object states no amount that has a price. */
function proof(operation: string, rule: Rule, json: Json, object: string | null, context: PriceContext): Found | null {
  const nothing = { kind: 'performed', money: null, object, later: false } as const
  if (isDead(json)) return object === null ? null : { ...nothing, actual: ZERO_USD, givesBack: true }
  if (rule.settlesAsPriced !== undefined && textAt(json, 'status') !== COMPLETE) return null
  const amount = countedAmount(operation, rule.answers, json)
  const currency = countedCurrency(rule.answers, json)
  if (amount === null || currency === null) return null
  const size = amount < 0n ? -amount : amount
  const converted = convert(size, currency, context.at, context.connection.settings)
  if (!converted.ok) return null
  const money = { amount: String(size), currency, rate: converted.rate }
  return { ...nothing, actual: converted.amount, money, givesBack: false }
}
