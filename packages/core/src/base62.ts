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
  if (rest !== 0n || value < 0n) throw new RangeError(`the value does not fit ${width} base-62 digits`)
  return text
}

export function isBase62(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (!((c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122))) return false
  }
  return true
}
