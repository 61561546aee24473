/**
 * "What could this key do at worst?" in one sentence and a few points, from its policy alone: the largest amount its caps
 * leave room for while it lives, and what kinds of money its allowlist reaches.
 */
import { microsText } from '../../../format/money.ts'
import { counted, inWords } from '../../words.ts'
import { covered, isUnpriced, type VendorOperation } from './vendor-operation.ts'

export interface CapsInForce {
  /** Micro-USD; null where there is none. */
  readonly hourly: bigint | null
  readonly daily: bigint | null
  readonly monthly: bigint | null
  readonly total: bigint | null
}

export interface KeyPolicy {
  readonly allowedEndpoints: readonly string[]
  readonly caps: CapsInForce
  /** By class of money. */
  readonly classCaps: Readonly<Record<string, CapsInForce>>
  readonly maxPerCall: bigint | null
  readonly maxCalls: number | null
  readonly calendarDays: boolean
  /** How long it lives, in ms; null where that is not known yet. */
  readonly lifeMs: number | null
  readonly observe: boolean
  readonly unknownCostAllowed: boolean
  readonly sharedBudgets: readonly string[]
  readonly run: string | null
  /** Of a key that is out: the most that its caps still leave, in micro-USD. Absent: it is not issued yet. */
  readonly left?: bigint | null
}

export interface WorstCase {
  /** `none`: moves no money; `bounded`; `shared`: only budgets of others bound it; `open`: nothing does. */
  readonly level: 'none' | 'bounded' | 'shared' | 'open'
  readonly sentence: string
  readonly points: readonly string[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONTH_MS = 30 * DAY_MS

/** What each class of money does to whom, as a person would say it. */
const DEEDS: Readonly<Record<string, string>> = {
  charge: 'charge customers',
  authorise: 'block money on customers’ cards',
  capture: 'capture blocked money',
  refund: 'refund customers',
  payout: 'pay out to bank accounts',
  transfer: 'move money to other accounts',
  credit: 'give customers credit',
  fee: 'run up vendor fees',
  message: 'send messages',
  voice: 'place phone calls',
  verification: 'look up and verify numbers',
  number: 'rent phone numbers',
  email: 'send mail',
  usage: 'use metered services',
  print: 'have things printed and posted',
}

/** @param operations of the vendor of the key */
export function worstCase(policy: KeyPolicy, operations: readonly VendorOperation[]): WorstCase {
  const coverage = covered(policy.allowedEndpoints, operations)
  if (!coverage.ok || policy.allowedEndpoints.length === 0)
    return { level: 'none', sentence: 'It can call nothing yet: allow an operation.', points: [] }
  const reached = policy.observe ? operations.filter(({ closed }) => !closed) : coverage.operations
  const priced = reached.filter((one) => one.money_class !== null && (policy.unknownCostAllowed || !isUnpriced(one)))
  if (priced.length === 0)
    return {
      level: 'none',
      sentence: `At worst it reads and changes data: none of its ${counted(reached.length, 'operation')} moves money.`,
      points: pointsOf(policy, reached),
    }
  const deeds = inWords([
    ...new Set(priced.map((one) => DEEDS[one.money_class ?? ''] ?? `move money (${one.money_class})`)),
  ])
  const bound = policy.left === undefined ? (policy.observe ? null : boundOf(policy)) : policy.left
  const points = pointsOf(policy, reached)
  const could = policy.left === undefined ? 'could' : 'could still'
  if (bound !== null)
    return {
      level: 'bounded',
      sentence: `At worst it ${could} ${deeds} for ${microsText(bound)}${lifetime(policy)}.`,
      points,
    }
  if (policy.sharedBudgets.length > 0)
    return {
      level: 'shared',
      sentence: `At worst it ${could} ${deeds} for all that is left of ${inWords(policy.sharedBudgets)}${lifetime(policy)}.`,
      points,
    }
  const why = policy.observe ? 'its own rules are only recorded' : 'it has no cap'
  return {
    level: 'open',
    sentence: `At worst it ${could} ${deeds} without a limit of its own: ${why}${lifetime(policy)}.`,
    points,
  }
}

/** The most the key's own caps let through while it lives, in micro-USD; null where none bounds it. */
export function boundOf(policy: Pick<KeyPolicy, 'caps' | 'maxPerCall' | 'maxCalls' | 'lifeMs' | 'calendarDays'>) {
  const { caps, maxPerCall, maxCalls } = policy
  const bounds = [
    caps.total,
    repeated(caps.monthly, windows(policy.lifeMs, MONTH_MS)),
    repeated(caps.daily, windows(policy.lifeMs, DAY_MS, policy.calendarDays ? 1n : 0n)),
    repeated(caps.hourly, windows(policy.lifeMs, HOUR_MS)),
    maxPerCall === null || maxCalls === null ? null : maxPerCall * BigInt(maxCalls),
  ].filter((bound) => bound !== null)
  return bounds.length === 0 ? null : bounds.reduce((least, bound) => (bound < least ? bound : least))
}

/** Windows that a life touches. They count from issue, so a life of one day sees one; calendar days can add one. */
const windows = (lifeMs: number | null, windowMs: number, more = 0n): bigint | null =>
  lifeMs === null ? null : BigInt(Math.max(1, Math.ceil(lifeMs / windowMs))) + more

const repeated = (cap: bigint | null, times: bigint | null): bigint | null =>
  cap === null || times === null ? null : cap * times

function lifetime({ lifeMs, left }: KeyPolicy): string {
  if (lifeMs === null) return ''
  return ` in the ${durationText(lifeMs)} it ${left === undefined ? 'lives' : 'has left'}`
}

function pointsOf(policy: KeyPolicy, reached: readonly VendorOperation[]): readonly string[] {
  const points: string[] = []
  const { caps } = policy
  const paces = [
    caps.hourly === null ? null : `${microsText(caps.hourly)} in an hour`,
    caps.daily === null ? null : `${microsText(caps.daily)} in a day`,
    policy.maxPerCall === null ? null : `${microsText(policy.maxPerCall)} in one call`,
  ].filter((pace) => pace !== null)
  if (paces.length > 0) points.push(`Never more than ${inWords(paces)}.`)
  for (const [name, own] of Object.entries(policy.classCaps)) {
    const least = [own.total, own.monthly, own.daily, own.hourly].find((cap) => cap !== null)
    if (least !== null && least !== undefined) points.push(`Of that, ${name} at most ${microsText(least)}.`)
  }
  if (policy.run !== null) points.push(`The cap is that of the run ${policy.run}: all its keys share it.`)
  const unpriced = reached.filter(isUnpriced).length
  if (unpriced > 0)
    points.push(
      policy.unknownCostAllowed
        ? `${counted(unpriced, 'operation')} without a known price ${unpriced === 1 ? 'is' : 'are'} let through.`
        : `${counted(unpriced, 'operation')} without a known price ${unpriced === 1 ? 'is' : 'are'} refused all the same.`,
    )
  if (policy.observe) points.push('It only observes: its allowlist, rules and own caps stop nothing.')
  return points
}

/** `30 minutes`, `4 hours`, `7 days`: the unit in which it is a small number. */
export function durationText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120 && minutes !== 60) return counted(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day')
}
