/** Money in the fake: whole micro-USD, as the product counts it. */

/** Null where it is no plain decimal amount. More than six decimals are cut off, as for caps. */
export function microOf(value: unknown): number | null {
  const match = /^(\d{1,10})(?:\.(\d+))?$/.exec(
    typeof value === 'number' || typeof value === 'string' ? String(value) : '',
  )
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  return Number.parseInt(whole, 10) * 1_000_000 + Number.parseInt(fraction.slice(0, 6).padEnd(6, '0'), 10)
}

export const usdOf = (micro: number): number => micro / 1_000_000
