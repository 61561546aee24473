/** Base 62 of fixed width: letters and digits only, so that a double click selects a whole key. */

/** In the order of ASCII, so that texts of one width compare like their numbers. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Throws `RangeError` where `value` needs more than `width` digits. */
export function toBase62(value: bigint, width: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < width; i++) {
    text = (DIGITS[Number(rest % 62n)] as string) + text
    rest /= 62n
  }
  if (rest !== 0n || value < 0n) throw tooWide(width)
  return text
}

/**
 * The same digits, of the number whose big-endian bytes these are. Without big numbers, which cost several times as much.
 *
 * @param bytes an even count
 */
export function bytesToBase62(bytes: Uint8Array, width: number): string {
  const limbs = new Uint16Array(bytes.length / 2)
  for (let at = 0; at < limbs.length; at++) limbs[at] = ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)
  let text = ''
  let first = 0
  for (let left = width; left > 0; left -= 2) {
    while (limbs[first] === 0) first++
    const pair = divideByPair(limbs, first)
    if (left === 1 && pair >= 62) throw tooWide(width)
    text = (left > 1 ? (PAIRS[pair] as string) : DIGITS.charAt(pair)) + text
  }
  if (limbs.some((limb) => limb !== 0)) throw tooWide(width)
  return text
}

/** Two digits at once. */
const PAIR = 62 * 62
/** Their texts, in order. */
const PAIRS: readonly string[] = Array.from(DIGITS, (high) => Array.from(DIGITS, (low) => high + low)).flat()

/** Divides in place, from the limb `first` on. Returns what is left over. */
function divideByPair(limbs: Uint16Array, first: number): number {
  let rest = 0
  for (let at = first; at < limbs.length; at++) {
    const value = (rest << 16) | (limbs[at] ?? 0)
    const quotient = (value / PAIR) | 0
    limbs[at] = quotient
    rest = value - quotient * PAIR
  }
  return rest
}

const tooWide = (width: number): RangeError => new RangeError(`the value does not fit ${width} base-62 digits`)

export function isBase62(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (!((c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122))) return false
  }
  return true
}
