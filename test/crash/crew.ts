/**
 * Callers that never give a charge up: each repeats its call with the same idempotency key, as SDKs do, through any number
 * of crashes, until the answer is final. While the proxy is down they wait at a gate, so that its books can be looked at.
 */
import { agentCalls, isWorthRetrying, type AgentAnswer } from '../support/agent.ts'

export interface Job {
  readonly number: number
  readonly bearer: string
  readonly customer: string
  readonly cents: number
  /** Authorised first and captured by a second call: one object, counted once. */
  readonly isManual: boolean
}

export interface Ended {
  readonly job: Job
  readonly answer: AgentAnswer
  readonly attempts: number
}

type Next = () => Job | null

const PAUSE_MS = 10

export class Crew {
  readonly ended: Ended[] = []
  /** Attempts that got no answer, or one that asks for another. */
  repeated = 0
  #origin = ''
  #parked = 0
  #busy: number
  #gate = Promise.withResolvers<void>()
  #isOpen = false
  #isAbandoned = false
  readonly #agent = agentCalls(() => this.#origin)
  readonly #work: Promise<unknown>

  /** @param next the next charge, or null: the caller goes home */
  constructor(callers: number, next: Next) {
    this.#busy = callers
    this.#work = Promise.all(Array.from({ length: callers }, () => this.#caller(next)))
  }

  /** The proxy is there (again), at this address. */
  open(origin: string): void {
    this.#origin = origin
    this.#isOpen = true
    this.#gate.resolve()
  }

  /** The proxy is gone: resolves when every caller waits. */
  async close(): Promise<void> {
    this.#gate = Promise.withResolvers<void>()
    this.#isOpen = false
    while (this.#parked < this.#busy) await pause()
  }

  /** All charges have a final answer. */
  async home(): Promise<void> {
    await this.#work
    this.#agent.close()
  }

  /** Where the drill is broken off: every caller leaves its charge where it is. */
  abandon(): void {
    this.#isAbandoned = true
    this.open(this.#origin)
    this.#agent.close()
  }

  async #caller(next: Next): Promise<void> {
    while (!this.#isAbandoned) {
      await this.#atGate()
      const job = next()
      if (job === null) break
      await this.#charge(job)
    }
    this.#busy--
  }

  async #charge(job: Job): Promise<void> {
    const { bearer, cents, customer, number, isManual } = job
    const form = {
      amount: String(cents),
      currency: 'usd',
      customer,
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'metadata[job]': String(number),
      ...(isManual ? { capture_method: 'manual' } : {}),
    }
    const created = await this.#untilFinal(job, '/v1/payment_intents', form, `job-${number}`)
    if (!isManual || created.status !== 200) return
    await this.#untilFinal(
      job,
      `/v1/payment_intents/${String(created.body['id'])}/capture`,
      {},
      `capture-${number}`,
      bearer,
    )
  }

  async #untilFinal(
    job: Job,
    path: string,
    form: Readonly<Record<string, string>>,
    idempotencyKey: string,
    bearer = job.bearer,
  ): Promise<AgentAnswer> {
    for (let attempts = 1; ; attempts++) {
      await this.#atGate()
      const answer = await this.#agent.call({ bearer, path, form, idempotencyKey })
      if (!isWorthRetrying(answer) || this.#isAbandoned) {
        this.ended.push({ job, answer, attempts })
        return answer
      }
      this.repeated++
      await pause()
    }
  }

  async #atGate(): Promise<void> {
    while (!this.#isOpen) {
      this.#parked++
      await this.#gate.promise
      this.#parked--
    }
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
