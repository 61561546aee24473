/** USD as people read it. Answers of the API hold USD as JSON numbers of at most six decimals; nothing is added up here. */

/** `1,234.50`; `<0.01` for what would read as nothing; `-` for none. `exact`: all six decimals. */
export function usdCell(value: unknown, exact: boolean): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '-'
  if (exact) return grouped(value.toFixed(6))
  const micro = BigInt(Math.round(Math.abs(value) * 1_000_000))
  if (micro > 0n && micro < 5_000n) return '<0.01'
  const cents = (micro + 5_000n) / 10_000n
  return `${value < 0 ? '-' : ''}${grouped(`${cents / 100n}`)}.${`${cents % 100n}`.padStart(2, '0')}`
}

/** In a sentence: `1,234.50 USD`. */
export const usdWords = (value: unknown): string => `${usdCell(value, false)} USD`

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}
