/** What one hold counts on one budget: an amount in each of the four windows it was made in. */

export type Four<T> = readonly [hour: T, day: T, month: T, total: T]

/** Places of the windows in every list of four. */
export const INDEXES = [0, 1, 2, 3] as const

export interface Draw {
  readonly budgetId: string
  /** The call whose admission drew it: a repeat with another key draws on budgets that do not count the hold yet. */
  readonly callId: string
  /** Starts of the windows. Every later entry of the hold goes to these. */
  readonly starts: Four<number>
  amounts: Four<bigint>
  /** Settled money; else reserved. */
  spent: boolean
}

export const same = <T>(value: T): Four<T> => [value, value, value, value]

type StoredDraw = [string, string, 0 | 1, number, number, number, number, string, string?, string?, string?]

/** One amount stands for four equal ones. */
export const amountsText = ([hour, day, month, total]: Four<bigint>): string =>
  hour === day && day === month && month === total ? `"${hour}"` : `"${hour}","${day}","${month}","${total}"`

/** JSON text of the `draws` column. */
export function writeDraws(draws: readonly Draw[]): string {
  let text = '['
  for (const draw of draws) {
    const [hour, day, month, total] = draw.starts
    const amounts = amountsText(draw.amounts)
    text += `${text === '[' ? '' : ','}["${draw.budgetId}","${draw.callId}",${draw.spent ? 1 : 0},${hour},${day},${month},${total},${amounts}]`
  }
  return `${text}]`
}

export function readDraws(text: string): Draw[] {
  return (JSON.parse(text) as StoredDraw[]).map(
    ([budgetId, callId, spent, h, d, m, t, first, second, third, fourth]) => ({
      budgetId,
      callId,
      spent: spent === 1,
      starts: [h, d, m, t],
      amounts:
        second === undefined
          ? same(BigInt(first))
          : [BigInt(first), BigInt(second), BigInt(third ?? '0'), BigInt(fourth ?? '0')],
    }),
  )
}
