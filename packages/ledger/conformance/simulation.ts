import { deepEqual, equal } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { HOUR_MS, type Instant, instant, MINUTE_MS, type MicroUsd, microUsd, type MoneyClass } from '@keybrake/core'
import type { KeyRecord } from '../src/index.ts'
import { MODEL_WINDOWS, Model, type ModelBudget, type ModelSettle } from './model.ts'
import { bigintText, type OpenStore, Rig, usd } from './rig.ts'

/** `npm run proof -- --reduced` runs two of them. */
const SEEDS = process.env['KEYBRAKE_PROOF'] === 'reduced' ? [1, 2] : [1, 2, 3, 4]
const STEPS = 600

/** Random commands on a few keys that share budgets; after each one every counter equals the model's. */
export function simulationConformance(openStore: OpenStore, newFolder: () => string): void {
  suite('any history of calls', () => {
    for (const seed of SEEDS) {
      test(`seed ${seed}: after each of ${STEPS} commands every counter is what SPEC 6 says`, async () => {
        const simulation = new Simulation(openStore, newFolder(), seed)
        await simulation.open()
        try {
          for (let step = 0; step < STEPS; step++) await simulation.step()
          await simulation.check()
        } finally {
          await simulation.close()
        }
      })
    }
  })
}

class Simulation {
  readonly #openStore: OpenStore
  readonly #folder: string
  readonly #random: (below: number) => number
  readonly #model = new Model()
  #rig: Rig | null = null
  readonly #keys: SimulatedKey[] = []
  readonly #calls: string[] = []
  #budgets: ModelBudget[] = []
  #done = ''

  constructor(openStore: OpenStore, folder: string, seed: number) {
    this.#openStore = openStore
    this.#folder = folder
    this.#random = randomFrom(seed)
  }

  get rig(): Rig {
    if (this.#rig === null) throw new Error('not open')
    return this.#rig
  }

  async open(): Promise<void> {
    this.#rig = await Rig.open(this.#openStore, this.#folder, { day: usd('300') })
    const run = { label: 'shared', caps: { total: usd('400'), hour: usd('90') } }
    const options = [
      { run },
      { run, caps: { day: usd('60') }, classes: { refund: { day: usd('30') }, charge: { hour: usd('40') } } },
      { caps: { total: usd('200') }, classes: { refund: { total: usd('70') } } },
      {},
    ]
    for (const option of options) {
      const key = await this.rig.issue(option)
      const budgets = await Promise.all(key.budgetIds.map((id) => this.#modelBudget(id)))
      const classes = key.classBudgets.map(
        async ({ moneyClass, budgetId }) => [moneyClass, await this.#modelBudget(budgetId)] as const,
      )
      this.#keys.push({ key, budgets, classes: new Map(await Promise.all(classes)) })
    }
    const all = this.#keys.flatMap(({ budgets, classes }) => [...budgets, ...classes.values()])
    this.#budgets = [...new Map(all.map((budget) => [budget.id, budget])).values()]
  }

  async #modelBudget(id: string): Promise<ModelBudget> {
    const budget = await this.rig.store.registry.budget(id, this.rig.at)
    if (budget === null) throw new Error(`no budget ${id}`)
    const { anchor, caps } = budget
    return { id, anchor, caps }
  }

  async step(): Promise<void> {
    const dice = this.#random(100)
    if (dice < 38 || this.#calls.length === 0) await this.#admit()
    else if (dice < 62) await this.#settle()
    else if (dice < 72) await this.#release()
    else if (dice < 82) await this.#lose()
    else if (dice < 86) await this.#resolve()
    else if (dice < 89) await this.#adjust()
    else if (dice < 90) await this.#assume()
    else if (dice < 92) await this.#inquire()
    else if (dice < 99) this.rig.pass(this.#pick([1000, MINUTE_MS, 20 * MINUTE_MS, 7 * HOUR_MS]))
    else await this.#reopen()
    await this.#compare()
    await this.#compareAwaited()
  }

  /** Counters equal their rows, the audit log is whole, and what its calls count adds up to the same. */
  async check(): Promise<void> {
    const { ledger, audit, registry } = this.rig.store
    deepEqual(await ledger.verify(), [])
    deepEqual((await audit.verify()).fault, null)
    const lines = await audit.spend({ by: 'budget' })
    for (const { id } of this.#budgets) {
      const budget = await registry.budget(id, this.rig.at)
      const own = lines.filter(({ group }) => group === budget?.name)
      const { spent = 0n, held = 0n } = budget?.counters.total ?? {}
      const inLog = own.reduce((sum, line) => sum + line.spent + line.held, 0n)
      equal(inLog, spent + held, `${budget?.name} in the audit log`)
    }
  }

  async close(): Promise<void> {
    await this.rig.store.close()
  }

  async #admit(): Promise<void> {
    const { key, budgets: always, classes } = this.#pick(this.#keys)
    const amount = this.#amount()
    const claimNumber = this.#random(3) === 0 ? this.#random(12) : null
    // A repeat has the same parameters: the claim decides the object, and the amount unless it is read from a changed object.
    const rise = this.#random(4) === 0 ? 5_000_000n : 0n
    const fixed = claimNumber === null ? amount : microUsd(BigInt(claimNumber + 1) * 3_000_000n + rise)
    const object = (claimNumber ?? this.#random(4)) % 2 === 0 ? this.#object(claimNumber) : null
    const claim =
      claimNumber === null
        ? null
        : this.rig.claim({
            identity: `claim ${claimNumber}`,
            fingerprint: `print ${claimNumber}`,
            onUnknown: claimNumber > 8 ? 'refuse' : 'adopt',
          })
    const moneyClass = CLASSES[claimNumber === null ? this.#random(3) : claimNumber % 3] ?? null
    const ofClass = moneyClass === null ? undefined : classes.get(moneyClass)
    const budgets = ofClass === undefined ? always : [...always, ofClass]
    const command = this.rig.command(key, null, { claim, moneyClass, cost: { kind: 'known', amount: fixed, object } })
    const result = await this.rig.ledger.admit(command)
    const { at, callId } = command
    const expected = this.#model.admit({
      at,
      callId,
      budgets,
      amount: fixed,
      object,
      claim: claim?.identity ?? null,
      refuses: claim?.onUnknown === 'refuse',
    })
    const got = result.status === 'refused' ? result.code : result.status
    this.#done = `admit ${JSON.stringify(command, bigintText)}`
    equal(got, expected, this.#done)
    if (got === 'admitted') this.#calls.push(callId)
    if (got === 'answered') await this.rig.settle(callId, '0', { replayed: true })
  }

  async #settle(): Promise<void> {
    const end: ModelSettle & { readonly actual: MicroUsd; readonly priceDueAt?: Instant } = {
      actual: this.#amount(),
      object: this.#random(2) === 0 ? this.#object(null) : null,
      replayed: this.#random(6) === 0,
      givesBack: false,
      keeps: this.#random(5) === 0,
      answer: this.#random(4) > 0,
      ...(this.#random(3) === 0 ? { priceDueAt: instant(this.rig.at + MINUTE_MS) } : {}),
    }
    const back = end.object !== null && this.#random(8) === 0
    const command = back ? { ...end, actual: usd('0'), givesBack: true, keeps: false } : end
    await this.#end('settle', command, (callId) => {
      this.#model.settle(callId, command)
      const { answer, ...rest } = command
      return this.rig.ledger.settle({
        at: this.rig.at,
        callId,
        facts: '{}',
        ...rest,
        ...(answer ? { answer: ANSWER } : {}),
      })
    })
  }

  async #release(): Promise<void> {
    const proof = this.#pick(['not_sent', 'refused'] as const)
    const endsUnknown = proof === 'refused' && this.#random(3) === 0
    await this.#end('release', { proof, endsUnknown }, (callId) => {
      this.#model.release(callId, proof === 'refused', endsUnknown)
      return this.rig.release(callId, proof, { endsUnknown })
    })
  }

  async #lose(): Promise<void> {
    await this.#end('lose', {}, (callId) => {
      this.#model.lose(callId)
      return this.rig.lose(callId)
    })
  }

  async #resolve(): Promise<void> {
    const executed = this.#random(2) === 0
    const cost = executed && this.#random(2) === 0 ? this.#amount() : null
    await this.#end('resolve', { executed, cost }, (callId) => {
      this.#model.resolve(callId, executed, cost)
      return this.rig.ledger.resolve({ at: this.rig.at, callId, executed, cost, reason: 'x', principalId: 'admin' })
    })
  }

  async #adjust(): Promise<void> {
    const actual = this.#amount()
    await this.#end('adjust', { actual }, (callId) => {
      this.#model.adjust(callId, actual)
      return this.rig.ledger.adjust({ at: this.rig.at, callId, actual, reason: 'late price' })
    })
  }

  async #inquire(): Promise<void> {
    const awaited = [...this.#model.awaited.keys()]
    if (awaited.length === 0) return
    const callId = this.#pick(awaited)
    const priceDueAt = this.#random(3) === 0 ? null : instant(this.rig.at + 20 * MINUTE_MS)
    this.#done = `inquire ${callId} ${priceDueAt}`
    this.#model.inquire(callId, priceDueAt)
    await this.rig.ledger.recordInquiry({ at: this.rig.at, callId, facts: '{}', priceDueAt })
  }

  /** What the proxy has to ask its vendors about. */
  async #compareAwaited(): Promise<void> {
    const { at, ledger } = this.rig
    const due = [...this.#model.awaited].filter(([, dueAt]) => dueAt <= at).map(([callId]) => callId)
    const prices = await ledger.awaitedPrices(at, 10_000)
    deepEqual(prices.map(({ callId }) => callId).sort(), due.sort(), `awaited after ${this.#done}`)
    // The list brings all rows up to date, which would hide the other orders of things if it were asked for each time.
    if (this.#random(40) > 0) return
    const { data, total } = await ledger.unknownHolds(10_000, null)
    const ends = data.map(({ endsAt }) => Number(endsAt))
    deepEqual([ends, total], [this.#model.unknownUntil(), ends.length], `unknown after ${this.#done}`)
  }

  async #assume(): Promise<void> {
    this.#done = 'assume'
    this.#model.assume(this.rig.at)
    await this.rig.ledger.assume(this.rig.at)
    await this.rig.ledger.forgetAnswers(this.rig.at)
  }

  async #reopen(): Promise<void> {
    this.#done = 'reopen'
    const { at } = this.rig
    await this.rig.store.close()
    this.#rig = await Rig.open(this.#openStore, this.#folder)
    this.rig.at = at
    this.#model.crash()
  }

  /** Ends a call, most often one of the latest. */
  async #end(name: string, details: object, run: (callId: string) => Promise<unknown>): Promise<void> {
    const recent = this.#random(4) > 0 ? Math.max(0, this.#calls.length - 6) : 0
    const callId = this.#pick(this.#calls.slice(recent))
    this.#done = `${name} ${callId} ${JSON.stringify(details, bigintText)}`
    await run(callId)
  }

  async #compare(): Promise<void> {
    const { at } = this.rig
    const records = await Promise.all(this.#budgets.map(({ id }) => this.rig.store.registry.budget(id, at)))
    for (const [index, budget] of this.#budgets.entries()) {
      for (const window of MODEL_WINDOWS) {
        const { spent, held } = records[index]?.counters[window] ?? { spent: -1n, held: -1n }
        const where = `${budget.id} ${window} after ${this.#done}`
        deepEqual({ spent: BigInt(spent), held: BigInt(held) }, this.#model.count(budget, window, at), where)
      }
    }
  }

  #amount(): MicroUsd {
    return microUsd(BigInt(this.#random(30) * 1_000_000 + this.#random(3)))
  }

  #object(claimNumber: number | null): string {
    return `pi_${claimNumber ?? this.#random(8)}`
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T
  }
}

const CLASSES: readonly (MoneyClass | null)[] = ['refund', 'charge', null]
const ANSWER = Uint8Array.of(1, 2, 3)

interface SimulatedKey {
  readonly key: KeyRecord
  readonly budgets: readonly ModelBudget[]
  readonly classes: ReadonlyMap<MoneyClass, ModelBudget>
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 0x9e3779b9
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
