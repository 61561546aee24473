/**
 * Prices that the vendor states some time after the call (Twilio). What is due stands in the ledger; each is asked for with
 * growing pauses until it is there, and then counted in place of the list price. A call that is given up keeps the list price.
 */
import { type Clock, DAY_MS, type Instant, instant, type MicroUsd, usdNumber } from '@keybrake/core'
import type { AuditLog, AwaitedPrice, CallRow, Ledger } from '@keybrake/ledger'
import type { LatePrice, PricedLater } from '@keybrake/vendors'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { LiveConnection, LiveConnections } from '../upstream/live-connections.ts'
import { pricePauseMs } from './pauses.ts'
import type { Answered, Questions } from './questions.ts'
import type { Stopping } from './rounds.ts'

/** Of each connection. What is left over comes in the next round. */
const PER_ROUND = 100
/** A message can be scheduled 35 days ahead, and is priced when it was sent. */
const WAITED_MS_MAX = 40 * DAY_MS

export interface LatePricesParts {
  readonly ledger: Pick<Ledger, 'awaitedPrices' | 'adjust' | 'recordInquiry'>
  readonly audit: Pick<AuditLog, 'call'>
  readonly connections: Pick<LiveConnections, 'get'>
  readonly questions: Questions
  readonly clock: Clock
  readonly metrics: Pick<Metrics, 'latePrice'>
  readonly log: Logger
}

type Known = Extract<LatePrice, { kind: 'known' }>

/** One awaited price, with all that is needed to ask for it. */
interface Waiting {
  readonly price: AwaitedPrice
  readonly row: CallRow
  readonly call: PricedLater
  readonly connection: LiveConnection
}

export class LatePrices {
  readonly #parts: LatePricesParts

  constructor(parts: LatePricesParts) {
    this.#parts = parts
  }

  async round(stopping: Stopping): Promise<void> {
    const due = await this.#parts.ledger.awaitedPrices(this.#parts.clock.now(), PER_ROUND)
    await Promise.all(
      [...Map.groupBy(due, ({ connection }) => connection).values()].map((of) => this.#askAll(of, stopping)),
    )
  }

  async #askAll(prices: readonly AwaitedPrice[], stopping: Stopping): Promise<void> {
    for (const price of prices) if (stopping() || (await this.#follow(price)) === 'busy') return
  }

  async #follow(price: AwaitedPrice): Promise<'done' | 'busy'> {
    const connection = this.#parts.connections.get(price.connection)
    if (connection === undefined) return this.#giveUp(price, 'the connection was deleted')
    // Without a secret nothing can be asked: once there is one again, it goes on.
    if (connection.credential === null) return 'busy'
    const row = await this.#parts.audit.call(price.callId)
    if (row === null) return this.#giveUp(price, 'the call’s row is gone')
    const call = pricedLater(row)
    const question = connection.adapter.latePrice?.(call) ?? null
    if (question === null) return this.#giveUp(price, 'no answer of the vendor states it')
    const asked = await this.#parts.questions.ask(connection, question, 'late_price')
    await this.#take({ price, row, call, connection }, asked)
    return asked.isBusy ? 'busy' : 'done'
  }

  async #take(waiting: Waiting, asked: Answered): Promise<void> {
    const { price, call, connection } = waiting
    const context = { connection: connection.facts, at: waiting.row.time }
    const found: LatePrice =
      asked.answer === undefined
        ? { kind: 'not_yet' }
        : (connection.adapter.readLatePrice?.(call, asked.answer, context) ?? { kind: 'not_yet' })
    const now = this.#parts.clock.now()
    if (found.kind === 'known') return this.#count(waiting, found, asked.record, now)
    const isTooLate = now >= price.settledAt + WAITED_MS_MAX
    if (found.kind === 'unknown' || isTooLate) {
      const why = found.kind === 'unknown' ? found.why : 'the vendor stated none in 40 days'
      await this.#giveUp(price, why, asked.record)
    } else await this.#again(price, asked.record, now)
  }

  /** The stated price replaces what is counted; the row tells what that was and how far it was off. */
  async #count({ price, row, connection }: Waiting, found: Known, record: string, now: Instant): Promise<void> {
    const listed = row.cost
    const { actual, route } = found
    const facts = JSON.stringify({
      late_price: 'stated',
      listed_usd: usdNumber(listed),
      drift_usd: usdNumber(actual - listed),
      ...(route === null ? {} : { route }),
      ...inquiryFacts(price, record),
    })
    const { ledger, metrics } = this.#parts
    const end = await ledger.adjust({
      at: now,
      callId: price.callId,
      actual,
      reason: 'the vendor’s stated price',
      facts,
    })
    // A repeat is under way on the same hold.
    if (end.status !== 'closed') return this.#again(price, record, now)
    const { vendor } = connection.adapter
    metrics.latePrice({ vendor, operation: operationOf(row), route: route ?? '', listed, stated: actual })
    this.#warnOfOverage(price.callId, end.overage)
  }

  async #again(price: AwaitedPrice, record: string, now: Instant): Promise<void> {
    const { callId, asked } = price
    const facts = JSON.stringify(inquiryFacts(price, record))
    const priceDueAt = instant(now + pricePauseMs(asked + 1))
    await this.#parts.ledger.recordInquiry({ at: now, callId, facts, priceDueAt })
  }

  async #giveUp(price: AwaitedPrice, why: string, record?: string): Promise<'done'> {
    const { ledger, clock, log } = this.#parts
    const { callId } = price
    const asked = record === undefined ? {} : inquiryFacts(price, record)
    const facts = JSON.stringify({ late_price: 'given_up', reason: why, ...asked })
    await ledger.recordInquiry({ at: clock.now(), callId, facts, priceDueAt: null })
    log.info({ call_id: callId, why }, 'a late price was given up: the list price stands')
    return 'done'
  }

  #warnOfOverage(call_id: string, overage: MicroUsd): void {
    if (overage > 0n)
      this.#parts.log.info(
        { call_id, overage_micro_usd: String(overage) },
        'the vendor’s price is above the list price',
      )
  }
}

const inquiryFacts = ({ asked }: AwaitedPrice, record: string) => ({ inquiries: asked + 1, inquired: [record] })

const textFact = ({ facts }: CallRow, name: string): string => {
  const fact = facts[name]
  return typeof fact === 'string' ? fact : ''
}

const operationOf = (row: CallRow): string => textFact(row, 'operation')

const pricedLater = (row: CallRow): PricedLater => ({
  operation: operationOf(row),
  path: textFact(row, 'path'),
  object: textFact(row, 'vendor_object_id'),
})
