/** USD as people read it. Answers of the API hold USD as JSON numbers of at most six decimals; nothing is added up here. */

const MICRO_PER_CENT = 10_000n

/** `1,234.50`; `<0.01` for what would read as nothing; `-` for none. `exact`: all six decimals. */
export const usdCell = (value: unknown, exact: boolean): string => cell(value, exact, MICRO_PER_CENT / 2n)

/** The same of what is left, rounded down: nobody can spend the half cent that rounding would add. */
export const roomCell = (value: unknown, exact: boolean): string => cell(value, exact, 0n)

/** @param added before the rest of a cent is cut off, micro-USD */
function cell(value: unknown, exact: boolean, added: bigint): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '-'
  if (exact) return grouped(value.toFixed(6))
  const micro = BigInt(Math.round(Math.abs(value) * 1_000_000))
  const cents = (micro + added) / MICRO_PER_CENT
  if (micro > 0n && cents === 0n) return '<0.01'
  return `${value < 0 ? '-' : ''}${grouped(`${cents / 100n}`)}.${`${cents % 100n}`.padStart(2, '0')}`
}

/** In a sentence: `1,234.50 USD`. */
export const usdWords = (value: unknown): string => `${usdCell(value, false)} USD`

export const roomWords = (value: unknown): string => `${roomCell(value, false)} USD`

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}
