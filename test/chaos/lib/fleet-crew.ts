/** Agents that never give a charge up: each goes to any proxy again, with the same idempotency key, until the answer is final. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type AgentAnswer, type AgentCalls, agentCalls, isWorthRetrying } from '../../support/agent.ts'

const PAUSE_MS = 15
/** Longer than any fault leaves a charge without an answer. */
const CLOSES_MS = 90_000
const CENTS = { least: 100, most: 900 }

export interface BearerOf {
  /** The vault key's id: the charges of one key are one customer's. */
  readonly id: string
  readonly bearer: string
}

export class FleetCrew {
  /** The final answer to every charge. */
  readonly ended: AgentAnswer[] = []
  repeats = 0
  readonly #random: () => number
  readonly #origins: () => readonly string[]
  readonly #callers: number
  readonly #agents = new Map<string, AgentCalls>()
  readonly #work: Promise<unknown>
  #key: BearerOf | null = null
  #jobs = 0
  #parked = 0
  #isOver = false
  #gate = Promise.withResolvers<void>()

  /** @param origins of all proxies, at this moment */
  constructor(callers: number, random: () => number, origins: () => readonly string[]) {
    this.#callers = callers
    this.#random = random
    this.#origins = origins
    this.#work = Promise.all(Array.from({ length: callers }, () => this.#caller()))
  }

  /** From now on charges are made with this key. */
  open(key: BearerOf): void {
    this.#key = key
    this.#gate.resolve()
  }

  /** Resolves when every charge that was begun has its final answer. */
  async close(): Promise<void> {
    this.#key = null
    this.#gate = Promise.withResolvers<void>()
    for (const endMs = performance.now() + CLOSES_MS; this.#parked < this.#callers; await sleep(5))
      if (performance.now() > endMs) throw new Error(`a charge has no final answer after ${CLOSES_MS} ms`)
  }

  /** No charge is begun any more. */
  stop(): void {
    this.#isOver = true
    this.#gate.resolve()
  }

  async home(): Promise<void> {
    await this.#work
    for (const agent of this.#agents.values()) agent.close()
  }

  /** Where the drill is broken off: every charge is left where it is. */
  abandon(): void {
    this.stop()
    for (const agent of this.#agents.values()) agent.close()
  }

  async #caller(): Promise<void> {
    while (!this.#isOver) {
      if (this.#key !== null) await this.#charge(this.#key)
      else {
        this.#parked++
        await this.#gate.promise
        this.#parked--
      }
    }
  }

  async #charge({ id, bearer }: BearerOf): Promise<void> {
    const job = String(++this.#jobs)
    const cents = CENTS.least + Math.floor(this.#random() * (CENTS.most - CENTS.least))
    const form = {
      amount: String(cents),
      currency: 'usd',
      customer: `cus_${id}`,
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'metadata[job]': job,
    }
    while (!this.#isOver) {
      const answer = await this.#anyone().call({
        bearer,
        path: '/v1/payment_intents',
        form,
        idempotencyKey: `job-${job}`,
      })
      if (!isWorthRetrying(answer)) {
        this.ended.push(answer)
        // A refusal is answered at once: not as many of them as the machine can make.
        await sleep(answer.status === 200 ? 0 : PAUSE_MS)
        return
      }
      this.repeats++
      await sleep(PAUSE_MS)
    }
  }

  #anyone(): AgentCalls {
    const origins = this.#origins()
    const origin = origins[Math.floor(this.#random() * origins.length)] ?? ''
    const known = this.#agents.get(origin)
    if (known !== undefined) return known
    const agent = agentCalls(() => origin)
    this.#agents.set(origin, agent)
    return agent
  }
}
