import { formatUsd, JsonNumber, type MicroUsd, MICRO_USD_MAX, parseUsd, parseUsdNumber } from '@keybrake/core'
import { leaf, wrong } from './leaf.ts'

/** USD from the number's source text or a decimal string, exactly. `down` for caps, `up` for costs. */
export const usd = (rounding: 'down' | 'up', description: string) =>
  leaf(
    {
      anyOf: [
        { type: 'number', minimum: 0 },
        { type: 'string', pattern: '^(0|[1-9][0-9]*)(\\.[0-9]+)?$' },
      ],
      description: `${description} USD as a number or decimal string; more than six decimals round ${rounding}.`,
    },
    (value): MicroUsd | ReturnType<typeof wrong> => {
      if (typeof value !== 'string' && !(value instanceof JsonNumber))
        return wrong('must be an amount of USD: a number such as 12.5, or a decimal string')
      return usdOf(value, rounding) ?? wrong(whyNotUsd(value))
    },
  )

/** A number may be written with an exponent, as JSON has it; a string is a plain decimal. */
export const usdOf = (value: JsonNumber | string, rounding: 'down' | 'up'): MicroUsd | null =>
  typeof value === 'string' ? parseUsd(value, rounding) : parseUsdNumber(value.text, rounding)

function whyNotUsd(value: JsonNumber | string): string {
  const isNumber = typeof value !== 'string'
  const source = isNumber ? value.text : value
  if (source.startsWith('-')) return 'must not be negative'
  if (isNumber || /^\d+(\.\d+)?$/.test(source))
    return `must lie between 0 and ${formatUsd(MICRO_USD_MAX)} USD, in plain decimal notation`
  return 'must be a plain decimal amount of USD, without exponent, sign, separators or currency'
}

const WHOLE = /^(0|[1-9][0-9]{0,14})$/

/** A JSON integer, or its digits as a string where it comes from a query. */
export const whole = (min: number, max: number, description: string) =>
  leaf({ type: 'integer', minimum: min, maximum: max, description }, (value): number | ReturnType<typeof wrong> => {
    const source = value instanceof JsonNumber ? value.text : null
    return readWhole(source, min, max)
  })

export const queryWhole = (min: number, max: number, description: string) =>
  leaf({ type: 'integer', minimum: min, maximum: max, description }, (value): number | ReturnType<typeof wrong> =>
    readWhole(typeof value === 'string' ? value : null, min, max),
  )

function readWhole(source: string | null, min: number, max: number): number | ReturnType<typeof wrong> {
  const number = source !== null && WHOLE.test(source) ? Number.parseInt(source, 10) : null
  return number !== null && number >= min && number <= max
    ? number
    : wrong(`must be a whole number from ${min} to ${max}`)
}
