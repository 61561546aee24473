/**
 * Durations by vendor as a Prometheus histogram. Counting one is a few steps over an array, because every call does it twice;
 * the sums that the format asks for are made when somebody reads them.
 */
export class DurationHistogram {
  readonly #name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #byVendor = new Map<string, Series>()

  /** @param bounds upper bounds of the buckets in seconds, rising */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name
    this.#help = help
    this.#bounds = bounds
  }

  observe(vendor: string, seconds: number): void {
    let series = this.#byVendor.get(vendor)
    if (series === undefined) {
      series = { counts: new Array<number>(this.#bounds.length + 1).fill(0), sum: 0 }
      this.#byVendor.set(vendor, series)
    }
    let bucket = 0
    while (bucket < this.#bounds.length && seconds > (this.#bounds[bucket] as number)) bucket++
    series.counts[bucket] = (series.counts[bucket] as number) + 1
    series.sum += seconds
  }

  /** In the text format of Prometheus, where a bucket holds all that is not above its bound. */
  text(): string {
    const lines = [`# HELP ${this.#name} ${this.#help}`, `# TYPE ${this.#name} histogram`]
    for (const [vendor, { counts, sum }] of this.#byVendor) {
      let count = 0
      for (const [bucket, here] of counts.entries()) {
        count += here
        lines.push(`${this.#name}_bucket{le="${this.#bounds[bucket] ?? '+Inf'}",vendor="${vendor}"} ${count}`)
      }
      lines.push(`${this.#name}_sum{vendor="${vendor}"} ${sum}`, `${this.#name}_count{vendor="${vendor}"} ${count}`)
    }
    return `${lines.join('\n')}\n`
  }
}

interface Series {
  /** By bucket; what is above all bounds comes last. */
  readonly counts: number[]
  sum: number
}
