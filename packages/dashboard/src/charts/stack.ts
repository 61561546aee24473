/** Stacked bars: each series drawn from zero to the sum of itself and those under it, the highest first. */
export function stacked(series: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const length = Math.max(0, ...series.map((values) => values.length))
  const sums = new Array<number>(length).fill(0)
  return series.map((values) => {
    for (let index = 0; index < length; index++) sums[index] = (sums[index] ?? 0) + (values[index] ?? 0)
    return [...sums]
  })
}
