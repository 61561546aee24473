/**
 * The jobs' own questions to vendors: reads of each adapter's closed list, with the real secret, through the one exchange there
 * is. They never pass the ledger's door, so they use up no key's rate. One at a time for each connection, and few a second.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Question, VendorAnswer } from '@keybrake/vendors'
import { inquire } from '../call/inquire.ts'
import type { Metrics } from '../metrics.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'

/** At most five a second for each connection. Vendors allow some twenty times that, and most of it is for the callers. */
export const BETWEEN_MS = 200

const NO_HEADERS: ReadonlyMap<string, string> = new Map()

export interface Answered {
  /** Undefined where no whole answer came. */
  readonly answer: VendorAnswer | undefined
  /** `GET /v1/refunds: 200`, for the audit log. */
  readonly record: string
  /** The vendor does not answer now, or wants to be asked less: nothing more is asked of it in this round. */
  readonly isBusy: boolean
}

export interface Questions {
  /** @param headers those of the call that say whose account it is about */
  ask(
    connection: LiveConnection,
    question: Question,
    about: 'late_price' | 'lost_call',
    headers?: ReadonlyMap<string, string>,
  ): Promise<Answered>
}

/** @param betweenMs the pause after each question */
export const questions = (metrics: Pick<Metrics, 'inquiry'>, betweenMs = BETWEEN_MS): Questions => ({
  async ask(connection, question, about, headers = NO_HEADERS) {
    const { adapter } = connection
    const inquiry = await inquire(connection, question, { headers }, adapter.deadlineMs)
    const answer = inquiry.kind === 'answered' ? inquiry.answer : undefined
    const isBusy = answer === undefined || answer.status === 429 || answer.status >= 500
    metrics.inquiry({ vendor: adapter.vendor, about, result: isBusy ? 'busy' : 'answered' })
    if (betweenMs > 0) await sleep(betweenMs)
    return { answer, record: inquiry.record, isBusy }
  },
})
