/** What one hold counts on one budget: an amount in each of the four windows it was made in. */
import { decimal } from '../decimal.ts'

export type Four<T> = readonly [hour: T, day: T, month: T, total: T]

/** Places of the windows in every list of four. */
export const INDEXES = [0, 1, 2, 3] as const

export interface Draw {
  readonly budgetId: string
  /** The call whose admission drew it: a repeat with another key draws on budgets that do not count the hold yet. */
  readonly callId: string
  /** Starts of the windows. Every later entry of the hold goes to these. */
  readonly starts: Four<number>
  /** JSON text of the budget's id and the starts, as elements of a list. */
  readonly place: string
  amounts: Four<bigint>
  /** Settled money; else reserved. */
  spent: boolean
}

export const same = <T>(value: T): Four<T> => [value, value, value, value]

/** A call id in a hold's text: 0 is the hold's own. */
export type StoredCall = string | 0

/** What of a draw never changes, as it stands in the head of its hold's text. */
export type StoredPlace = [
  callId: StoredCall,
  budgetId: string,
  hour: number,
  day: number,
  month: number,
  total: number,
]

/** The rest of it, in the tail. */
export type StoredCount = [spent: 0 | 1, ...amounts: string[]]

/** One amount stands for four equal ones. */
export const amountsText = ([hour, day, month, total]: Four<bigint>): string =>
  hour === day && day === month && month === total
    ? `"${decimal(hour)}"`
    : `"${decimal(hour)}","${decimal(day)}","${decimal(month)}","${decimal(total)}"`

export function packPlaces(draws: readonly Draw[], holdId: string): string {
  let text = ''
  for (const { callId, place } of draws) {
    text += `${text === '' ? '[' : ',['}${callId === holdId ? '0' : JSON.stringify(callId)},${place}]`
  }
  return `[${text}]`
}

export function packCounts(draws: readonly Draw[]): string {
  let text = ''
  for (const { spent, amounts } of draws)
    text += `${text === '' ? '[' : ',['}${spent ? '1' : '0'},${amountsText(amounts)}]`
  return `[${text}]`
}

export function unpackDraws(places: readonly StoredPlace[], counts: readonly StoredCount[], holdId: string): Draw[] {
  return places.map(([callId, budgetId, hour, day, month, total], index) => {
    const [spent, first = '0', second, third = '0', fourth = '0'] = counts[index] ?? [0]
    return {
      budgetId,
      callId: callId === 0 ? holdId : callId,
      starts: [hour, day, month, total],
      place: `${JSON.stringify(budgetId)},${hour},${day},${month},${total}`,
      amounts:
        second === undefined ? same(BigInt(first)) : [BigInt(first), BigInt(second), BigInt(third), BigInt(fourth)],
      spent: spent === 1,
    }
  })
}
