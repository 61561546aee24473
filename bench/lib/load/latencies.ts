/** 99.9 % of 1,000 is a little above 999 in floating point. */
const ROUNDING = 1e-6

/** Every latency of a run, in milliseconds, for exact percentiles. */
export class Latencies {
  readonly #values: number[] = []

  add(ms: number): void {
    this.#values.push(ms)
  }

  get count(): number {
    return this.#values.length
  }

  /** The smallest latency that so many percent of all did not exceed, in whole microseconds; 0 where there was none. */
  percentilesUs(percents: readonly number[]): readonly number[] {
    const sorted = Float64Array.from(this.#values).sort()
    return percents.map((percent) => {
      const at = Math.max(0, Math.ceil((percent / 100) * sorted.length - ROUNDING) - 1)
      return Math.round((sorted[at] ?? 0) * 1000)
    })
  }
}
