/** Amounts of micro-USD, read from decimal text. */

/** At most one text is kept so, and with it the line that it is a piece of. */
let lastText = '0'
let lastAmount = 0n

/**
 * Remembers the last one, because a call mostly counts the same on all of its budgets, and as much as it reserved: comparing
 * texts costs less than reading one. Throws `SyntaxError` for what is no integer.
 */
export function amountOf(text: string): bigint {
  if (text !== lastText) {
    lastAmount = BigInt(text)
    lastText = text
  }
  return lastAmount
}
