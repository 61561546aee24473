/**
 * Calls whose outcome nobody knows: told of, counted in the metrics, and looked for at their vendor by reads. Finding one proves
 * what it cost; not finding it proves nothing, so it is asked again with growing pauses and once more before its hold becomes
 * `assumed`. A write is never sent again. Which holds there are stands in the ledger; only the pauses are this process's.
 */
import { type Clock, instant, MINUTE_MS } from '@keybrake/core'
import type { AuditLog, CallRow, Ledger, UnknownHold } from '@keybrake/ledger'
import type { LostCall, Question, VendorAdapter, Verdict } from '@keybrake/vendors'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { LiveConnection, LiveConnections } from '../upstream/live-connections.ts'
import { outcomePauseMs } from './pauses.ts'
import type { Questions } from './questions.ts'
import type { Stopping } from './rounds.ts'

/** Holds looked at in a round; of more, the next round has the next ones. */
const PER_ROUND = 200
/** Pages of one list that are gone through for one call. */
const PAGES_MAX = 20
/** The last question comes so long before a hold becomes `assumed`. */
const BEFORE_END_MS = 2 * MINUTE_MS
/** A vendor that does not answer is asked again so soon. It says nothing of the call, so the pauses do not grow. */
const BUSY_MS = MINUTE_MS
/** Calls named in one line of the log. */
const NAMED_MAX = 10

export interface LostCallsParts {
  readonly ledger: Pick<Ledger, 'unknownHolds' | 'settle' | 'recordInquiry'>
  readonly audit: Pick<AuditLog, 'call'>
  readonly connections: Pick<LiveConnections, 'get'>
  readonly questions: Questions
  readonly clock: Clock
  readonly metrics: Pick<Metrics, 'unknownHolds' | 'lostCallFound'>
  readonly log: Logger
}

interface Followed {
  asked: number
  dueMs: number
}

type Found = Extract<Verdict, { kind: 'performed' }>
type ReadFound = NonNullable<VendorAdapter['readFound']>

type Search =
  | { readonly kind: 'found'; readonly found: Found; readonly records: readonly string[] }
  | { readonly kind: 'not_found' | 'busy'; readonly records: readonly string[] }
  /** Nothing at the vendor can prove what it did. */
  | { readonly kind: 'unprovable' }

export class LostCalls {
  readonly #parts: LostCallsParts
  /** By the first lost call of a hold. */
  #followed = new Map<string, Followed>()
  /** Those seen since the list was begun anew. */
  #seen = new Map<string, Followed>()
  #cursor: string | null = null

  constructor(parts: LostCallsParts) {
    this.#parts = parts
  }

  async round(stopping: Stopping): Promise<void> {
    const { ledger, metrics, clock } = this.#parts
    const { total, data, nextCursor } = await ledger.unknownHolds(PER_ROUND, this.#cursor)
    metrics.unknownHolds(total)
    this.#tell(
      data.filter(({ callIds }) => !this.#followed.has(callIds[0] ?? '')),
      total,
    )
    const now = clock.now()
    const due = data.filter((hold) => this.#follow(hold).dueMs <= now)
    this.#turn(nextCursor)
    await Promise.all(
      [...Map.groupBy(due, ({ connection }) => connection).values()].map((of) => this.#askAll(of, stopping)),
    )
  }

  #tell(holds: readonly UnknownHold[], total: number): void {
    if (holds.length === 0) return
    const call_ids = holds.slice(0, NAMED_MAX).map(({ callIds }) => callIds[0])
    const words = 'calls of unknown outcome: money may have moved, and their holds stay counted until proof'
    this.#parts.log.warn({ unknown_holds: total, new_unknown_holds: holds.length, call_ids }, words)
  }

  #follow({ callIds }: UnknownHold): Followed {
    const [callId = ''] = callIds
    const followed = this.#followed.get(callId) ?? { asked: 0, dueMs: this.#parts.clock.now() + outcomePauseMs(0) }
    this.#followed.set(callId, followed)
    this.#seen.set(callId, followed)
    return followed
  }

  /** At the end of the list it begins anew, and what was not on it is forgotten. */
  #turn(nextCursor: string | null): void {
    this.#cursor = nextCursor
    if (nextCursor !== null) return
    this.#followed = this.#seen
    this.#seen = new Map()
  }

  async #askAll(holds: readonly UnknownHold[], stopping: Stopping): Promise<void> {
    for (const hold of holds) if (stopping() || (await this.#ask(hold)) === 'busy') return
  }

  async #ask(hold: UnknownHold): Promise<'done' | 'busy'> {
    const connection = this.#parts.connections.get(hold.connection)
    if (connection === undefined || connection.credential === null) return 'busy'
    const followed = this.#follow(hold)
    let isProvable = false
    for (const callId of hold.callIds) {
      const row = await this.#parts.audit.call(callId)
      const search = row === null ? UNPROVABLE : await this.#search(connection, hold, row)
      if (search.kind === 'unprovable') continue
      isProvable = true
      const facts = { inquiries: followed.asked + 1, inquired: search.records }
      if (search.kind === 'found') return this.#settle(connection, callId, search.found, facts)
      await this.#parts.ledger.recordInquiry({ at: this.#parts.clock.now(), callId, facts: JSON.stringify(facts) })
      if (search.kind === 'busy') {
        followed.dueMs = this.#parts.clock.now() + BUSY_MS
        return 'busy'
      }
    }
    followed.asked++
    followed.dueMs = isProvable ? this.#nextMs(hold, followed.asked) : Number.POSITIVE_INFINITY
    return 'done'
  }

  /** Once more shortly before the hold is no longer waited for. */
  #nextMs({ endsAt }: UnknownHold, asked: number): number {
    const now = this.#parts.clock.now()
    const last = endsAt - BEFORE_END_MS
    const next = now + outcomePauseMs(asked)
    return now < last ? Math.min(next, last) : next
  }

  async #search(connection: LiveConnection, { firstCallId }: UnknownHold, row: CallRow): Promise<Search> {
    const { adapter, facts } = connection
    const lost = lostCall(firstCallId, row)
    let question: Question | null = adapter.find?.(lost, facts) ?? null
    if (question === null) return UNPROVABLE
    const records: string[] = []
    for (let page = 0; question !== null && page < PAGES_MAX; page++) {
      const asked = await this.#parts.questions.ask(connection, question, 'lost_call', headersOf(row))
      records.push(asked.record)
      if (asked.answer === undefined || asked.isBusy) return { kind: 'busy', records }
      const found: ReturnType<ReadFound> =
        adapter.readFound?.(lost, question, asked.answer, { connection: facts, at: row.time }) ?? null
      if (found?.kind === 'performed') return { kind: 'found', found, records }
      question = found?.question ?? null
    }
    return { kind: 'not_found', records }
  }

  /** What was found tells of a call of the past: it counts nothing twice, and takes nothing from what others count. */
  async #settle(connection: LiveConnection, callId: string, found: Found, asked: object): Promise<'done'> {
    const { ledger, clock, metrics, log } = this.#parts
    const { actual, object, givesBack, money } = found
    const facts = JSON.stringify({
      ...asked,
      resolved_by: 'reconciler',
      ...(object === null ? {} : { vendor_object_id: object }),
      ...(money ?? {}),
    })
    const end = await ledger.settle({ at: clock.now(), callId, facts, actual, object, givesBack, replayed: true })
    if (end.status !== 'closed') return 'done'
    metrics.lostCallFound(connection.adapter.vendor)
    log.info({ call_id: callId, object }, 'a call of unknown outcome was found at its vendor and is settled')
    return 'done'
  }
}

const UNPROVABLE: Search = { kind: 'unprovable' }

const textFact = (fact: unknown): string => (typeof fact === 'string' ? fact : '')

/** Of the call itself: its vendor is asked about the account that it was sent for. */
const headersOf = ({ facts }: CallRow): ReadonlyMap<string, string> =>
  new Map(Object.entries((facts['headers'] ?? {}) as Readonly<Record<string, string>>))

function lostCall(firstCallId: string, { time, facts }: CallRow): LostCall {
  const { operation, path, request } = facts
  return {
    callId: firstCallId,
    at: instant(time),
    operation: textFact(operation),
    path: textFact(path),
    request: (request ?? {}) as LostCall['request'],
  }
}
