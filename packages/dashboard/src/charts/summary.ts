/** What a chart shows, in words: for those who do not see it, and for everyone in a hurry. */
export interface SummarySeries {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/**
 * @param labels of the points on the time axis, one a value
 * @param format of a value
 */
export function summaryOf(
  series: readonly SummarySeries[],
  labels: readonly string[],
  format: (value: number) => string,
): string {
  const lines = series.flatMap(({ name, values }) => {
    const known = values.flatMap((value, index) => (value === null ? [] : [{ value, label: labels[index] ?? '' }]))
    const [first] = known
    const last = known.at(-1)
    if (first === undefined || last === undefined) return []
    const peak = known.reduce((most, one) => (one.value > most.value ? one : most))
    return [`${name}: highest ${format(peak.value)} (${peak.label}), last ${format(last.value)}`]
  })
  return lines.length === 0 ? 'Nothing to show in this period.' : `${lines.join('. ')}.`
}
