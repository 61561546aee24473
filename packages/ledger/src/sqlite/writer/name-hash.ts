/**
 * A text as a whole number below 2^53, so that an index of texts is an index of numbers: a quarter of the pages, and cheaper to
 * compare. Two texts may share a number: who finds a record by it compares the text itself.
 */
export function nameHash(text: string): number {
  let low = 0x9e3779b9
  let high = 0x85ebca6b
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x5bd1e995)
    high ^= high >>> 13
  }
  low ^= low >>> 15
  high = Math.imul(high ^ (high >>> 15), 0x846ca68b)
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}
