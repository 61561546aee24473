/**
 * The words of each refusal that more than one place can give, written for the model that will read them: what stopped the
 * call, what would help, whether to retry.
 */
import { type BudgetLine, formatUsd, type Instant, toRfc3339, usdNumber } from '@keybrake/core'
import type { LedgerRefusal } from '@keybrake/ledger'
import { type Stop, stop } from './stop.ts'

export const keyRevoked = (): Stop =>
  stop('key_revoked', 'This vault key was revoked. Stop: someone ended this work on purpose. Do not retry.')

export const keyExpired = (): Stop =>
  stop('key_expired', 'This vault key has expired. Ask for a new key; do not retry with this one.')

export const brakeEngaged = (reason: string, vendor: string | null): Stop =>
  stop(
    'brake_engaged',
    `An operator has stopped ${vendor === null ? 'all calls' : `all ${vendor} calls`}: ${reason === '' ? 'no reason given' : reason}. Nothing was sent. Do not retry until the brake is released.`,
    { reason, vendor },
  )

/** @param exhaustedStatus what the key answers where a cap is reached: 429, or 402 for clients that retry 429 */
export function ledgerRefusal(refusal: LedgerRefusal, exhaustedStatus: 429 | 402): Stop {
  switch (refusal.code) {
    case 'key_revoked':
      return keyRevoked()
    case 'key_expired':
      return keyExpired()
    case 'brake_engaged':
      return brakeEngaged(refusal.reason, refusal.vendor)
    case 'idempotency_in_progress':
      return stop(
        'idempotency_in_progress',
        'A call with this idempotency key is still running. Wait a moment, then repeat it with the same key.',
      )
    case 'idempotency_mismatch':
      return stop(
        'idempotency_mismatch',
        'This idempotency key was used with other parameters. Nothing was sent. Use a new key for a new call; do not retry.',
      )
    case 'outcome_unknown':
      return outcomeUnknown(refusal.firstCallId, refusal.happened)
    case 'rate_limited':
      return stop(
        'rate_limited',
        `This vault key has used up its call rate. Repeat after ${refusal.retryAfterS} s.`,
        {},
        { retryAfterS: refusal.retryAfterS },
      )
    case 'too_many_concurrent_calls':
      return stop(
        'too_many_concurrent_calls',
        'This vault key has too many calls under way. Repeat when one has ended.',
        {},
        { retryAfterS: 1 },
      )
    case 'cost_unknown':
      return costUnknown(refusal.why)
    case 'cap_exhausted':
      return capExhausted(refusal.line, refusal.requested, refusal.today, exhaustedStatus)
  }
}

const outcomeUnknown = (firstCallId: string, happened: boolean): Stop =>
  stop(
    'outcome_unknown',
    happened
      ? `The first call with this idempotency key (${firstCallId}) has happened, its answer is not kept here, and this vendor would do it again. Nothing was sent. Do not retry; look at the vendor for what it did.`
      : `The first call with this idempotency key (${firstCallId}) may have happened, and this vendor would do it again. Do not retry; an operator resolves it.`,
    { first_call_id: firstCallId },
  )

export const costUnknown = (why: string): Stop =>
  stop(
    'cost_unknown',
    `The cost of this call has no upper bound known beforehand: ${sentence(why)} Nothing was sent. Do not retry it unchanged.`,
    { why },
  )

function capExhausted(line: BudgetLine, requested: bigint, today: bigint, status: 429 | 402): Stop {
  const counted = line.spent + line.held
  const isCount = line.window === 'calls'
  const details = {
    budget: line.budget,
    window: line.window,
    cap_usd: usdOrNull(line.cap),
    spent_usd: usdNumber(line.spent),
    held_usd: usdNumber(line.held),
    requested_usd: usdNumber(requested),
    spent_today_usd: usdNumber(today),
    resets_at: line.resetsAt === null ? null : toRfc3339(line.resetsAt),
    // The ledger tells calls as amounts of one USD each, as live spend does.
    ...(isCount ? { cap_calls: usdNumber(line.cap ?? 0n), calls: usdNumber(line.spent) } : {}),
  }
  return stop('cap_exhausted', capMessage(line, requested, counted), details, { status })
}

function capMessage(line: BudgetLine, requested: bigint, counted: bigint): string {
  const cap = line.cap ?? 0n
  if (line.window === 'call')
    return `This call would cost ${formatUsd(requested)} USD; one call may cost at most ${formatUsd(cap)} USD. Nothing was sent. Do not retry it unchanged.`
  if (line.window === 'calls')
    return `This vault key may make ${formatUsd(cap)} calls that cost, and has made them. Nothing was sent. Do not retry.`
  return `Spend cap reached: ${formatUsd(counted)} of ${formatUsd(cap)} USD of ${line.budget} (${windowWords(line.window)}) are used, and this call needs ${formatUsd(requested)} USD. Nothing was sent. Do not retry${requested > cap ? '' : resetWords(line.resetsAt)}.`
}

const windowWords = (window: string): string => (window === 'total' ? 'in total' : `per ${window}`)
const resetWords = (at: Instant | null): string => (at === null ? '' : ` before ${toRfc3339(at)}`)
const usdOrNull = (amount: bigint | null): number | null => (amount === null ? null : usdNumber(amount))
const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)
