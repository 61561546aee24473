/**
 * One ledger with leases through many lives: processes that are killed, machines whose power goes, orderly ends. It remembers what
 * was answered, and what vendors then did, whatever the ledger remembers of it.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { type Caps, HOUR_MS, instant, type MicroUsd, microUsd, WINDOWS, type Window, windowStart } from '@keybrake/core'
import { bigintText, Rig, START } from '../../../../conformance/rig.ts'
import type { Admit, AdmitResult, Claim, KeyRecord } from '../../../ledger.ts'
import type { Store } from '../../../store.ts'
import { JournalReader } from '../../journal/reader.ts'
import { journalDir } from '../../journal/segments.ts'
import { ledgerClient } from '../../client/ledger.ts'
import { registryClient } from '../../client/registry.ts'
import { Writer } from '../writer.ts'
import { Disk, type Random, type Remains } from './power.ts'

const USD = 1_000_000n
/** Small, so that the journal goes on to new segments all the time. */
const SEGMENT_BYTES = 2_500
const TURNS = 6

/** A budget as the model sees it: what vendors did on it, and when. */
interface Spent {
  readonly id: string
  readonly anchor: number
  /** The highest cap that may be in force. */
  caps: Caps
  readonly amounts: { readonly at: number; amount: bigint }[]
}

interface Admitted {
  readonly callId: string
  readonly amount: bigint
  readonly parts: { amount: bigint }[]
  readonly life: number
  isOver: boolean
}

interface Caller {
  readonly key: KeyRecord
  readonly budgets: readonly Spent[]
}

const noAudit = (): never => {
  throw new Error('there is no audit log here')
}

export class Lives {
  readonly #root: string
  #disk: Disk
  #writer: Writer | null = null
  #rig: Rig | null = null
  #life = 0
  #boot = 0
  #hasLeases = true
  readonly #callers: Caller[] = []
  readonly #admitted: Admitted[] = []
  /** Idempotency keys of calls that must not be sent a second time. */
  readonly #sent = new Set<string>()
  /** Objects, and what vendors moved for each. */
  readonly #objects = new Map<string, bigint>()
  /** Of a key with `maxCalls`. */
  #counted = 0
  #settingAsked = 0
  #settingAnswered = 0
  #shared: Spent | null = null
  /** How many answers came while a sync was held up: what shows that calls did not wait. */
  early = 0
  /** What an answer showed to be wrong. */
  #fault: unknown = null
  /** What is on in words, for messages. */
  #done = ''

  constructor(root: string) {
    this.#root = root
    this.#disk = new Disk(mkdtempSync(join(root, 'life-')))
  }

  get #at(): number {
    return this.rig.at
  }

  get rig(): Rig {
    ok(this.#rig !== null)
    return this.#rig
  }

  async begin(): Promise<void> {
    await this.#open()
    const { rig } = this
    const created = await rig.store.registry.createBudget(rig.actor, rig.budget('named', 'shared', { total: usd(300) }))
    ok(created.status === 'created')
    this.#shared = { id: created.budget.id, anchor: this.#at, caps: { total: usd(300) }, amounts: [] }
    await this.#issue({ total: usd(200), hour: usd(90) }, true, null)
    await this.#issue({ day: usd(120) }, true, null)
    await this.#issue({}, false, null)
    await this.#issue({ total: usd(400) }, false, 7)
    this.#disk.isQuick = false
  }

  async #issue(caps: Caps, isShared: boolean, maxCalls: number | null): Promise<void> {
    const key = await this.rig.issue({ caps, named: isShared ? ['shared'] : [], change: { maxCalls } })
    const own: Spent = { id: key.budgetIds[0] ?? '', anchor: this.#at, caps, amounts: [] }
    this.#callers.push({ key, budgets: this.#shared !== null && isShared ? [own, this.#shared] : [own] })
  }

  async #open(): Promise<void> {
    this.#life++
    const at = this.#rig?.at
    const leases = { everyMs: 1, segmentBytes: SEGMENT_BYTES }
    const writer = await Writer.open({
      dataDir: this.#disk.folder,
      unwrittenMax: 5,
      sliceRows: 1,
      onCommit: () => undefined,
      bootId: `boot ${this.#boot}`,
      ...(this.#hasLeases ? { leases } : {}),
    })
    const audit = {
      page: noAudit,
      all: noAudit,
      call: noAudit,
      spend: noAudit,
      refusals: noAudit,
      verify: noAudit,
      dropBefore: noAudit,
    }
    const store: Store = {
      ledger: ledgerClient(writer),
      registry: registryClient(writer),
      audit,
      ready: () => writer.call('probe'),
      onEvent: () => () => undefined,
      leads: () => true,
      locks: null,
      lag: () => Promise.resolve({ audit: 0, replica: null }),
      close: () => writer.close(),
    }
    this.#writer = writer
    this.#rig = await Rig.open(() => Promise.resolve(store))
    if (at !== undefined) this.#rig.at = at
  }

  /** Lets what can go on without a disk go on. */
  async #goOn(): Promise<void> {
    for (let count = 0; count < TURNS; count++) await turn()
    if (this.#fault !== null) throw this.#fault
  }

  /** A call is asked for. What becomes of it shows later: it may wait for a sync that never ends. */
  async admit(who: number, dollars: number, what: 'plain' | 'once' | 'object', name: number): Promise<void> {
    const caller = this.#callers[who % this.#callers.length]
    ok(caller !== undefined)
    const amount = microUsd(BigInt(dollars) * USD)
    const claim = what === 'once' ? { claim: this.#once(name) } : {}
    const object = what === 'object' ? `pi_${name}` : null
    const command = this.rig.command(caller.key, null, { cost: { kind: 'known', amount, object }, ...claim })
    const life = this.#life
    const isHeldUp = !this.#disk.isQuick
    this.rig.ledger.admit(command).then(
      (result) => {
        // A process that is no more answers nobody.
        if (life !== this.#life) return
        if (isHeldUp) this.early++
        try {
          this.#answered(caller, command, amount, object, result)
        } catch (error) {
          this.#fault ??= error
        }
      },
      () => undefined,
    )
    this.#done = `admit ${dollars} of ${who}`
    await this.#goOn()
  }

  #once(name: number): Claim {
    const identity = `once_${name}`
    return { identity, fingerprint: 'same', endsAt: instant(this.#at + 1e12), onUnknown: 'refuse' }
  }

  /** The vendor does it, now. */
  #answered(
    { key, budgets }: Caller,
    { callId, at, claim }: Admit,
    amount: bigint,
    object: string | null,
    result: AdmitResult,
  ): void {
    if (result.status !== 'admitted') return
    if (claim !== null) {
      ok(!this.#sent.has(claim.identity), `${claim.identity} was sent twice`)
      this.#sent.add(claim.identity)
    }
    if (key.maxCalls !== null) {
      this.#counted++
      ok(this.#counted <= key.maxCalls, 'more calls than the key may make')
    }
    const parts: { amount: bigint }[] = []
    for (const budget of budgets) {
      const before = object === null ? 0n : (this.#objects.get(`${budget.id} ${object}`) ?? 0n)
      const adds = amount > before ? amount - before : 0n
      if (object !== null) this.#objects.set(`${budget.id} ${object}`, before + adds)
      const part = { at, amount: adds }
      budget.amounts.push(part)
      if (object === null) parts.push(part)
    }
    this.#admitted.push({ callId, amount, parts, life: this.#life, isOver: object !== null || claim !== null })
    this.#withinCaps(budgets)
  }

  #withinCaps(budgets: readonly Spent[]): void {
    for (const budget of budgets) {
      for (const window of WINDOWS) {
        const cap = budget.caps[window]
        const spent = this.#executed(budget, window)
        if (cap !== undefined) ok(spent <= cap, `${budget.id} ${window}: ${spent} of ${cap}, after ${this.#done}`)
      }
    }
  }

  #executed({ anchor, amounts }: Spent, window: Window): bigint {
    const start = windowStart(window, { anchor: instant(anchor), dayReset: { kind: 'anchored' } }, instant(this.#at))
    return amounts.filter(({ at }) => at >= start).reduce((sum, { amount }) => sum + amount, 0n)
  }

  /** A call ends at the vendor; the ledger is told, and may lose it. */
  async end(which: number, how: 'settle' | 'release' | 'unknown', part: number): Promise<void> {
    const open = this.#admitted.filter(({ life, isOver }) => life === this.#life && !isOver)
    const call = open[which % Math.max(1, open.length)]
    if (call === undefined) return
    call.isOver = true
    const { callId, amount } = call
    const actual = how === 'settle' ? (amount * BigInt(part)) / 4n : how === 'release' ? 0n : amount
    for (const each of call.parts) each.amount = actual
    const common = { at: this.rig.at, callId, facts: '{}' }
    const { ledger } = this.rig
    const told =
      how === 'settle'
        ? ledger.settle({ ...common, actual: actual as MicroUsd, object: null, givesBack: false, replayed: false })
        : how === 'release'
          ? ledger.release({ ...common, proof: 'not_sent', endsUnknown: false, replayed: false })
          : ledger.markUnknown(common)
    told.catch(() => undefined)
    this.#done = `${how} ${callId}`
    await new Promise((resolve) => setTimeout(resolve, 6))
    await this.#goOn()
  }

  /** An admin write that must never be lost once it was answered. */
  async change(dollars: number | null): Promise<void> {
    const life = this.#life
    const number = ++this.#settingAsked
    const { registry } = this.rig.store
    const shared = this.#shared
    ok(shared !== null)
    this.#done = `change ${dollars}`
    if (dollars === null) {
      registry.setSetting('number', String(number)).then(
        () => {
          if (life === this.#life) this.#settingAnswered = Math.max(this.#settingAnswered, number)
        },
        () => undefined,
      )
    } else {
      const caps = { total: usd(dollars) }
      const former = shared.caps
      // Until it is answered either may be in force. Lower than what was spent already, it stops all calls.
      const least = this.#executed(shared, 'total')
      shared.caps = { total: most(former.total ?? usd(0), caps.total, least) }
      registry.changeBudget(this.rig.actor, shared.id, { caps }).then(
        () => {
          if (life === this.#life) shared.caps = { total: most(caps.total, this.#executed(shared, 'total')) }
        },
        () => undefined,
      )
    }
    await this.#goOn()
  }

  /** Time goes on: to shortly before the hour of the budgets ends, or by so much. */
  pass(ms: number | 'to the edge'): void {
    const { at } = this.rig
    const edge = START + Math.ceil((at - START + 1) / HOUR_MS) * HOUR_MS - 10_000
    this.rig.pass(ms === 'to the edge' ? Math.max(0, edge - at) : ms)
    this.#done = `pass ${ms}`
  }

  /** The oldest sync that is under way ends. */
  async land(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2))
    this.#disk.land()
    await this.#goOn()
  }

  /** The process ends so, and the next one opens what it left. */
  async die(
    how: 'kill' | 'cut' | 'end',
    journal: Remains,
    wal: Remains,
    leases: boolean,
    random: Random,
  ): Promise<void> {
    const former = this.#writer
    const disk = this.#disk
    ok(former !== null)
    if (how === 'end') {
      disk.isQuick = true
      while (disk.land());
      await former.close()
    }
    this.#life++
    const folder = mkdtempSync(join(this.#root, 'life-'))
    this.#disk = how === 'cut' ? disk.afterCut(folder, journal, wal, random) : disk.afterKill(folder)
    if (how !== 'kill') this.#boot++
    disk.forget()
    await former.close().catch(() => undefined)
    disk.gone()
    rmSync(disk.folder, { recursive: true, force: true })
    this.#hasLeases = leases
    this.#done = `${how} ${journal} ${wal}`
    await this.#open()
    await this.#checkOpened()
    this.#disk.isQuick = false
  }

  async #checkOpened(): Promise<void> {
    const { ledger, store } = this.rig
    deepEqual(await ledger.verify(), [], `counters after ${this.#done}`)
    for (const { key } of this.#callers) ok((await store.registry.key(key.id, this.rig.at)) !== null, 'a key is lost')
    const setting = Number(await store.registry.setting('number'))
    ok(setting >= this.#settingAnswered, `setting ${this.#settingAnswered} is lost: ${setting}`)
    this.#journalIsWhole()
    await this.#countsEnough()
  }

  /** No audit log has read any of it, so all batches are there, and each is one more than the last. */
  #journalIsWhole(): void {
    const reader = new JournalReader(journalDir(this.#disk.folder), 0)
    let batch = 0
    for (let record = reader.read(); record !== null; record = reader.read()) {
      if (record.hasEntries) equal(record.batch, ++batch, `batches after ${this.#done}`)
    }
    reader.close()
    equal(batch, this.#writer?.lastBatch, `the last batch after ${this.#done}`)
  }

  /** Each window counts what vendors did in it, at least. */
  async #countsEnough(): Promise<void> {
    for (const budget of new Set(this.#callers.flatMap(({ budgets }) => budgets))) {
      const record = await this.rig.store.registry.budget(budget.id, this.rig.at)
      ok(record !== null)
      for (const window of WINDOWS) {
        const { spent, held } = record.counters[window]
        const executed = this.#executed(budget, window)
        ok(
          spent + held >= executed,
          `${budget.id} ${window} counts ${spent}+${held} of ${executed} after ${this.#done}`,
        )
      }
    }
  }

  /** Every key calls until it is refused: were anything forgotten, there would be too much room. */
  async exhaust(): Promise<void> {
    this.#disk.isQuick = true
    while (this.#disk.land());
    for (const [who, { key }] of this.#callers.entries()) {
      if (key.maxCalls === null && who === 2) continue
      for (let goesOn = true; goesOn; ) {
        const before = this.#admitted.length
        await this.admit(who, 5, 'plain', 0)
        for (let tries = 0; this.#admitted.length === before && tries < 20; tries++)
          await new Promise((resolve) => setTimeout(resolve, 1))
        goesOn = this.#admitted.length > before
      }
    }
    deepEqual(await this.rig.ledger.verify(), [], JSON.stringify(this.#done, bigintText))
    await this.#countsEnough()
  }

  async close(): Promise<void> {
    this.#life++
    this.#disk.forget()
    await this.#writer?.close().catch(() => undefined)
    this.#disk.gone()
    rmSync(this.#disk.folder, { recursive: true, force: true })
  }
}

const usd = (dollars: number): MicroUsd => microUsd(BigInt(dollars) * USD)
const most = (...amounts: readonly bigint[]): MicroUsd => amounts.reduce((a, b) => (a > b ? a : b)) as MicroUsd
