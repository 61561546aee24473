/** The heart: one commit checks that the key still stands, claims the idempotency key, fits the cost into every budget and records the call. */
import { type Code, DAY_MS, type Instant, type MicroUsd } from '@keybrake/core'
import type { Admit, AdmitResult, Claim } from '../../../ledger.ts'
import { nameHash } from '../name-hash.ts'
import type { Budget } from '../records/budget.ts'
import { type Draw, INDEXES } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { findCall } from './call.ts'
import { type ClaimFinding, findClaim } from './claim.ts'
import { anySpent, placeDraw } from './draws.ts'
import { recordAdmit } from './entries.ts'
import { type Addition, additions, overfull, overKeyCaps, tighter } from './fit.ts'
import { brokenLimit, countRate } from './limits.ts'
import { countedIn, nameObject, objectRef, othersNaming } from './object.ts'
import { budgetsOf, leastRemaining, type Reason, refuseCall } from './refusal.ts'
import { standing } from './standing.ts'

type Admitted = Extract<AdmitResult, { readonly status: 'admitted' }>

export function admit(unit: Unit, command: Admit): AdmitResult {
  const at = unit.time(command.at)
  const stands = standing(unit, command, at)
  if (stands.kind === 'stale') return stale(unit, command)
  if (stands.kind === 'refused') return refuse(unit, command, at, stands.reason)
  const { key } = stands
  const claim = findClaim(unit, command.claim, at)
  if (claim.kind === 'refused') return refuse(unit, command, at, claim.reason)

  const early = command.entered ? unit.memory.entered(command.callId) : undefined
  const entered = early !== undefined
  const limit = entered ? null : brokenLimit(unit, key, at)
  if (limit !== null && !key.observe) return refuse(unit, command, at, limit)
  if (!entered) countRate(unit, key, at)
  if (claim.kind === 'answered') {
    const observed = command.observed ?? early ?? limit?.code ?? null
    return answerAgain(unit, command, key, claim, observed, entered, at)
  }
  if (command.cost.kind === 'unknown') {
    return refuse(unit, command, at, { code: 'cost_unknown', why: command.cost.why })
  }

  const hold = claim.kind === 'attempt' ? claim.hold : null
  if (hold !== null && hasRisen(unit, command, hold)) return refuse(unit, command, at, RISEN)
  const plan = planDraws(unit, command, key, hold, at)
  const over = refusalOf(plan, key, at)
  if (over !== null && !(key.observe && over.ownOnly)) return refuse(unit, command, at, over.reason)
  const observed = command.observed ?? early ?? limit?.code ?? over?.reason.code ?? null
  if (mustBeDurable(key, command)) unit.blocks?.wait()
  return take(unit, command, hold, plan, observed, entered, at)
}

/**
 * Blocks speak of money. That a key's calls are counted, and that a call is not sent a second time where the vendor would do it
 * again, has to be on disk before the call leaves.
 */
const mustBeDurable = ({ maxCalls }: Key, { claim }: Admit): boolean =>
  maxCalls !== null || claim?.onUnknown === 'refuse'

const RISEN: Reason = {
  code: 'cost_unknown',
  why: 'the amount has risen since the first attempt with this idempotency key. Repeat the call under a new key.',
}

/**
 * Whether an attempt would move more than its hold counts in any of its windows: the object was changed between the attempts,
 * and the first one never executed. A call that happened is told again by the vendor, whatever the object is now.
 */
function hasRisen(unit: Unit, { cost, connection }: Admit, hold: Hold): boolean {
  if (cost.kind !== 'known' || (anySpent(hold) && !hold.kept)) return false
  const naming = cost.object === null ? [] : othersNaming(unit, objectRef(connection, cost.object), hold)
  const counting = [...naming, hold]
  return hold.draws.some(({ budgetId, starts }) =>
    INDEXES.some((index) => {
      const { spent, held } = countedIn(counting, budgetId, index, starts[index])
      return cost.amount > spent + held
    }),
  )
}

interface Plan {
  /** Every budget that the call draws on, the key's own first. */
  readonly budgets: readonly Budget[]
  readonly amount: MicroUsd | null
  /** What it draws, on those of the key's budgets that do not count the hold yet. */
  readonly adding: readonly Addition[]
  /** The first call with its idempotency key, where it is a repeat. */
  readonly replayOf: string | null
}

function planDraws(unit: Unit, command: Admit, key: Key, hold: Hold | null, at: Instant): Plan {
  const { cost, connection, moneyClass } = command
  const budgets = budgetsOf(unit, key, moneyClass)
  const replayOf = hold?.id ?? null
  if (cost.kind !== 'known') return { budgets, amount: null, adding: [], replayOf }
  const drawing = hold === null ? budgets : notCounting(hold, budgets)
  const naming = cost.object === null ? [] : othersNaming(unit, objectRef(connection, cost.object), hold)
  return { budgets, amount: cost.amount, adding: additions(unit, drawing, cost.amount, naming, at), replayOf }
}

function notCounting(hold: Hold, budgets: readonly Budget[]): readonly Budget[] {
  const rest = budgets.filter(({ id }) => !hold.draws.some((draw) => draw.budgetId === id))
  // Where the key counts the call already, a class cap that was set since then does not.
  return rest[0] === budgets[0] ? rest : rest.filter((budget) => !isOwn(budget))
}

/** The key's own budget, or that of one class of its money. */
const isOwn = ({ kind }: Budget): boolean => kind === 'key'

/** Whether a cap stands against it, and whether only the key's own caps do. The one with least room is named. */
function refusalOf(plan: Plan, key: Key, at: Instant): { readonly reason: Reason; readonly ownOnly: boolean } | null {
  const { budgets, amount, adding } = plan
  if (amount === null || adding.length === 0) return null
  if (key.observe) {
    // What is only observed never stands before what is enforced.
    const shared = overfull(adding.filter(isShared), at)
    if (shared !== null) return { reason: shared, ownOnly: false }
  }
  const own = adding.find(({ budget }) => budget === budgets[0])
  const over = own === undefined ? null : overKeyCaps(key, own.budget, amount)
  const reason = tighter(over, overfull(adding, at))
  return reason === null ? null : { reason, ownOnly: key.observe }
}

const isShared = ({ budget }: Addition): boolean => !isOwn(budget)

/** A repeat that is not sent: a call of its own that costs nothing, and ends with the answer of the first one. */
function answerAgain(
  unit: Unit,
  command: Admit,
  key: Key,
  { hold, answer }: Extract<ClaimFinding, { kind: 'answered' }>,
  observed: Code | null,
  entered: boolean,
  at: Instant,
): AdmitResult {
  const budgets = budgetsOf(unit, key, command.moneyClass)
  const plan = { budgets, amount: null, adding: [], replayOf: hold.id }
  const { remaining } = take(unit, { ...command, claim: null, cost: FREE }, null, plan, observed, entered, at)
  return { status: 'answered', firstCallId: hold.id, answer, remaining, observed }
}

const FREE: Admit['cost'] = { kind: 'free' }

/** Everything is decided: from here on only changes. */
function take(
  unit: Unit,
  command: Admit,
  former: Hold | null,
  plan: Plan,
  observed: Code | null,
  entered: boolean,
  at: Instant,
): Admitted {
  const { callId, keyId, facts } = command
  if (entered) unit.memory.forgetEntered(callId)
  else unit.memory.begin(callId, keyId)
  const draws: Draw[] = plan.adding.map(({ budget, amounts }) => placeDraw(unit, budget, callId, amounts, false))
  const { budgets, replayOf } = plan
  countCall(unit, budgets[0], draws.length > 0)
  const state = plan.amount === null ? 'free' : 'held'
  const hold = former === null ? openHold(unit, command, state, draws, at) : joinHold(unit, command, former, draws)
  if (hold.objectRef === null && command.cost.kind === 'known' && command.cost.object !== null) {
    nameObject(unit, hold, objectRef(command.connection, command.cost.object))
  }
  const reserved = mostOf(plan)
  recordAdmit(unit, { id: callId, at, keyId, state, reserved, replayOf, observed, draws, budgets, facts })
  const remaining = leastRemaining(budgets, at)
  return { status: 'admitted', firstCallId: hold.firstCallId, replayOf, reserved, remaining, observed }
}

/** The greatest amount of any window. What one class of money counts is a part of what the key does. */
function mostOf({ adding, budgets }: Plan): MicroUsd {
  let most = 0n
  for (const { budget, amounts } of adding) {
    if (isOwn(budget) && budget !== budgets[0]) continue
    for (const index of INDEXES) if (amounts[index] > most) most = amounts[index]
  }
  return most as MicroUsd
}

function openHold(unit: Unit, command: Admit, state: 'held' | 'free', draws: Draw[], at: Instant): Hold {
  const { callId, keyId, connection, claim, moneyClass } = command
  const hold: Hold = {
    seq: 0,
    id: callId,
    state,
    keyId,
    connection,
    objectRef: null,
    identity: claim?.identity ?? null,
    identityHash: claim === null ? null : nameHash(claim.identity),
    objectHash: null,
    fingerprint: claim?.fingerprint ?? null,
    firstCallId: claim === null ? callId : firstOf(unit, claim, callId, at),
    moneyClass: state === 'free' ? moneyClass : null,
    endsAt: claim?.endsAt ?? at + DAY_MS,
    inFlight: callId,
    node: unit.node,
    sent: 1,
    kept: false,
    unknown: [],
    draws,
    head: '',
    headOf: null,
  }
  if (state === 'free' && claim === null) {
    unit.memory.addFree(hold)
    return hold
  }
  unit.holds.add(hold)
  return hold
}

/**
 * The call whose id every attempt with this idempotency key sends to the vendor, so that their bytes are equal. Within the
 * vendor's window it remembers what the first call sent, its id included, also where that call was released; where nothing
 * was ever sent there is nothing to remember.
 */
function firstOf(unit: Unit, { identity }: Claim, callId: string, at: Instant): string {
  const former = unit.holds.ofIdentity(identity)
  if (former === null || former.state !== 'released' || at >= former.endsAt) return callId
  // Of one that was not sent itself, an earlier one may have been.
  const isRemembered = former.sent > 0 || former.firstCallId !== former.id
  return isRemembered ? former.firstCallId : callId
}

function joinHold(unit: Unit, { callId, keyId }: Admit, hold: Hold, draws: readonly Draw[]): Hold {
  if (findCall(unit, callId) !== null) throw new Error(`call id ${callId} was used before`)
  unit.attempts.add(callId, { callId, holdId: hold.id, keyId })
  hold.inFlight = callId
  hold.node = unit.node
  hold.sent++
  if (draws.length > 0) hold.draws = [...hold.draws, ...draws]
  // A hold that cost nothing so far is a reservation from now on.
  if (hold.state === 'free' && draws.length > 0) hold.state = 'held'
  unit.holds.touch(hold)
  return hold
}

function countCall(unit: Unit, own: Budget | undefined, costly: boolean): void {
  if (own === undefined) return
  own.counts.calls++
  if (costly) own.counts.costlyCalls++
  unit.counters.touch(own)
}

/** The server judges again, and enters again where it has to: the former place is free. */
function stale(unit: Unit, { callId }: Admit): AdmitResult {
  if (unit.memory.forgetEntered(callId)) unit.memory.end(callId)
  return { status: 'stale' }
}

/** A refused call is over: its place among the calls under way is free again. */
function refuse(unit: Unit, command: Admit, at: Instant, reason: Reason): AdmitResult {
  if (unit.memory.forgetEntered(command.callId)) unit.memory.end(command.callId)
  return refuseCall(unit, command, at, reason)
}
