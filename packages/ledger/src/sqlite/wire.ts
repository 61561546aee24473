/**
 * Commands and answers on their way between the threads: all of one message in one flat list. Copying the names of fields costs
 * more than copying what is in them, so the commands and answers of every call go over as bare values.
 */
import type { Instant } from '@keybrake/core'
import type { Claim, Cost, Admit, AdmitResult, CloseResult, Settle } from '../ledger.ts'
import type { WireAnswer, WireCommand } from './protocol.ts'

/** Appends a command: its verb, and its arguments as one value, or as many as the verb's reader takes. */
export function writeCommand(values: unknown[], [verb, args]: WireCommand): void {
  values.push(verb)
  if (verb === 'admit') writeAdmit(values, args[0] as Admit)
  else if (verb === 'settle') writeSettle(values, args[0] as Settle)
  else values.push(args)
}

/** All commands of a message, in their order. */
export function readCommands(values: readonly unknown[]): WireCommand[] {
  const commands: WireCommand[] = []
  const reader = new Reader(values)
  while (!reader.isDone) {
    const verb = reader.next<string>()
    if (verb === 'admit') commands.push(['admit', [readAdmit(reader)]])
    else if (verb === 'settle') commands.push(['settle', [readSettle(reader)]])
    else commands.push([verb, reader.next()])
  }
  return commands
}

function writeAdmit(values: unknown[], command: Admit): void {
  const { claim, cost } = command
  values.push(command.at, command.callId, command.keyId, command.keyRevision, command.connection)
  values.push(command.connectionRevision, command.vendor, command.observed, command.facts, command.entered)
  values.push(command.moneyClass)
  if (claim === null) values.push(null)
  else values.push(claim.identity, claim.fingerprint, claim.endsAt, claim.onUnknown)
  if (cost.kind === 'known') values.push(cost.kind, cost.amount, cost.object)
  else values.push(cost.kind, cost.kind === 'unknown' ? cost.why : null)
}

function readAdmit(reader: Reader): Admit {
  return {
    at: reader.next(),
    callId: reader.next(),
    keyId: reader.next(),
    keyRevision: reader.next(),
    connection: reader.next(),
    connectionRevision: reader.next(),
    vendor: reader.next(),
    observed: reader.next(),
    facts: reader.next(),
    entered: reader.next(),
    moneyClass: reader.next(),
    claim: readClaim(reader),
    cost: readCost(reader),
  }
}

function readClaim(reader: Reader): Claim | null {
  const identity = reader.next<string | null>()
  if (identity === null) return null
  return { identity, fingerprint: reader.next(), endsAt: reader.next(), onUnknown: reader.next() }
}

function readCost(reader: Reader): Cost {
  const kind = reader.next<Cost['kind']>()
  if (kind === 'known') return { kind, amount: reader.next(), object: reader.next() }
  const why = reader.next<string | null>()
  return kind === 'unknown' ? { kind, why: why ?? '' } : { kind }
}

function writeSettle(values: unknown[], command: Settle): void {
  values.push(command.at, command.callId, command.facts, command.actual, command.object)
  values.push(
    command.givesBack,
    command.creates === true,
    command.keeps === true,
    command.replayed,
    command.answer ?? null,
    command.priceDueAt ?? null,
  )
}

function readSettle(reader: Reader): Settle {
  const command: Settle = {
    at: reader.next(),
    callId: reader.next(),
    facts: reader.next(),
    actual: reader.next(),
    object: reader.next(),
    givesBack: reader.next(),
    creates: reader.next(),
    keeps: reader.next(),
    replayed: reader.next(),
  }
  const answer = reader.next<Uint8Array | null>()
  const priceDueAt = reader.next<Instant | null>()
  if (answer === null && priceDueAt === null) return command
  return { ...command, ...(answer === null ? {} : { answer }), ...(priceDueAt === null ? {} : { priceDueAt }) }
}

/** What an answer is, before its values. */
const OTHER = 0
const ERROR = 1
const ADMITTED = 2
const CLOSED = 3

/** All answers of a message, in the order of the commands. */
export function writeAnswers(answers: readonly WireAnswer[]): unknown[] {
  const values: unknown[] = []
  for (const answer of answers) {
    if ('error' in answer) values.push(ERROR, answer.error)
    else writeResult(values, answer.ok)
  }
  return values
}

type Admitted = Extract<AdmitResult, { readonly status: 'admitted' }>
type Closed = Extract<CloseResult, { readonly status: 'closed' }>

function writeResult(values: unknown[], result: unknown): void {
  const status = typeof result === 'object' && result !== null ? (result as { readonly status?: unknown }).status : null
  if (status === 'admitted') {
    const { firstCallId, replayOf, reserved, remaining, observed } = result as Admitted
    values.push(ADMITTED, firstCallId, replayOf, reserved, remaining, observed)
  } else if (status === 'closed') {
    const { state, counted, overage } = result as Closed
    values.push(CLOSED, state, counted, overage)
  } else values.push(OTHER, result)
}

/** Who waits for an answer. */
export interface Asker {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Gives each answer to the next asker. */
export function readAnswers(values: readonly unknown[], next: () => Asker): void {
  const reader = new Reader(values)
  while (!reader.isDone) {
    const kind = reader.next<number>()
    const asker = next()
    if (kind === ERROR) asker.reject(new Error(reader.next()))
    else asker.resolve(readResult(kind, reader) as never)
  }
}

function readResult(kind: number, reader: Reader): unknown {
  if (kind === ADMITTED) return readAdmitted(reader)
  return kind === CLOSED ? readClosed(reader) : reader.next()
}

const readAdmitted = (reader: Reader): Admitted => ({
  status: 'admitted',
  firstCallId: reader.next(),
  replayOf: reader.next(),
  reserved: reader.next(),
  remaining: reader.next(),
  observed: reader.next(),
})

const readClosed = (reader: Reader): Closed => ({
  status: 'closed',
  state: reader.next(),
  counted: reader.next(),
  overage: reader.next(),
})

/** Takes the values of a list one after the other. Their types are those of the writer above. */
class Reader {
  readonly #values: readonly unknown[]
  #at = 0

  constructor(values: readonly unknown[]) {
    this.#values = values
  }

  get isDone(): boolean {
    return this.#at === this.#values.length
  }

  next<T>(): T {
    if (this.isDone) throw new Error('a message between the threads ends too early')
    const value = this.#values[this.#at]
    this.#at++
    return value as T
  }
}
