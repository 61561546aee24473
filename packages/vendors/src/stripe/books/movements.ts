/** Stripe's own books, for the report of what did not pass the proxy: each balance transaction with what it came from. */
import { type Field, type Instant, instant, type Json } from '@keybrake/core'
import type { Movement, MovementsPage, Question, VendorAnswer } from '../../adapter.ts'
import { at, integerAt, textAt } from '../../shared/read-json.ts'

export function movements(since: Instant, after: string | null): Question {
  const query: Field[] = [
    ['limit', '100'],
    ['created[gte]', String(Math.floor(since / 1000))],
    ['expand[0]', 'data.source'],
  ]
  if (after !== null) query.push(['starting_after', after])
  return { name: 'movements', product: 'api', path: '/v1/balance_transactions', query }
}

/** A line that cannot be read makes the whole page unreadable: a report must not leave out what it does not understand. */
export function readMovements({ status, json }: VendorAnswer): MovementsPage | null {
  const data = at(json, 'data')
  if (status !== 200 || !Array.isArray(data)) return null
  const read: Movement[] = []
  for (const line of data) {
    const movement = readMovement(line)
    if (movement === null) return null
    read.push(movement)
  }
  const more = at(json, 'has_more') === true
  return { movements: read, next: more ? (read.at(-1)?.id ?? null) : null }
}

function readMovement(line: Json): Movement | null {
  const id = textAt(line, 'id')
  const type = textAt(line, 'type')
  const amount = integerAt(line, 'amount')
  const currency = textAt(line, 'currency')
  const created = integerAt(line, 'created')
  if (id === null || type === null || amount === null || currency === null || created === null) return null
  const source = at(line, 'source')
  return {
    id,
    type,
    at: instant(Number.parseInt(String(created), 10) * 1000),
    amount: String(amount),
    currency,
    objects: objectsOf(source),
    callId: textAt(source, 'metadata', 'keybrake_call'),
  }
}

/**
 * The source, and for a charge the PaymentIntent that made it, by which our rows know it. What a refund gives back was another
 * movement: if that passed the proxy, the refund need not have.
 */
function objectsOf(source: Json | undefined): readonly string[] {
  if (typeof source === 'string') return [source]
  const id = textAt(source, 'id')
  const intent = textAt(source, 'payment_intent') ?? textAt(source, 'payment_intent', 'id')
  const made = textAt(source, 'object') === 'charge' ? intent : null
  return [id, made].filter((each) => each !== null)
}
