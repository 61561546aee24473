/**
 * Amounts as texts. A call writes the same few amounts many times over (in every window of every budget it draws on), and making
 * a text of a bigint costs more than finding it among the last ones.
 */
let [first, second, third] = [0n, 0n, 0n]
let [firstText, secondText, thirdText] = ['0', '0', '0']

/** In decimal, without leading zeros. */
export function decimal(amount: bigint): string {
  if (amount === 0n) return '0'
  if (amount === first) return firstText
  if (amount === second) return secondText
  if (amount === third) return thirdText
  third = second
  thirdText = secondText
  second = first
  secondText = firstText
  first = amount
  firstText = String(amount)
  return firstText
}
