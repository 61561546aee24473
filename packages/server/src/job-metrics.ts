/** What the jobs count. No label names a key, a run, a principal or a call. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { type MicroUsd, usdNumber } from '@keybrake/core'

export interface LatePriceMetric {
  readonly vendor: string
  readonly operation: string
  /** Country, or empty. */
  readonly route: string
  /** What was counted before. */
  readonly listed: MicroUsd
  /** What the vendor billed. */
  readonly stated: MicroUsd
}

export interface InquiryMetric {
  readonly vendor: string
  readonly about: 'late_price' | 'lost_call'
  readonly result: 'answered' | 'busy'
}

export interface JobMetrics {
  /** Holds of unknown fate that there are now. */
  unknownHolds(count: number): void
  lostCallFound(vendor: string): void
  inquiry(inquiry: InquiryMetric): void
  latePrice(price: LatePriceMetric): void
}

interface Drift {
  readonly labels: { readonly vendor: string; readonly operation: string; readonly route: string }
  count: number
  listed: bigint
  stated: bigint
}

export function createJobMetrics(registers: Registry[]): JobMetrics {
  const unknown = new Gauge({
    name: 'keybrake_unknown_holds',
    help: 'Holds whose call may or may not have happened. They stay counted until proof; each wants an eye.',
    registers,
  })
  const found = new Counter({
    name: 'keybrake_lost_calls_found_total',
    help: 'Calls of unknown outcome that were found at their vendor and settled.',
    labelNames: ['vendor'] as const,
    registers,
  })
  const inquiries = new Counter({
    name: 'keybrake_inquiries_total',
    help: 'Questions of the jobs to vendors; busy: no answer, 429 or 5xx.',
    labelNames: ['vendor', 'about', 'result'] as const,
    registers,
  })
  const drifts = new Map<string, Drift>()
  showDrifts(drifts, registers)
  return {
    unknownHolds: (count) => unknown.set(count),
    lostCallFound: (vendor) => found.inc({ vendor }),
    inquiry: ({ vendor, about, result }) => inquiries.inc({ vendor, about, result }),
    latePrice({ vendor, operation, route, listed, stated }) {
      const name = `${vendor} ${operation} ${route}`
      const drift = drifts.get(name) ?? { labels: { vendor, operation, route }, count: 0, listed: 0n, stated: 0n }
      drift.count++
      drift.listed += listed
      drift.stated += stated
      drifts.set(name, drift)
    },
  }
}

const labelNames = ['vendor', 'operation', 'route'] as const

/** Summed as whole micro-USD, shown as USD. Billed over listed is how far the list is off, for each country. */
function showDrifts(drifts: ReadonlyMap<string, Drift>, registers: Registry[]): void {
  const show = (name: string, help: string, valueOf: (drift: Drift) => number): void => {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const drift of drifts.values()) this.inc(drift.labels, valueOf(drift))
      },
    })
  }
  show('keybrake_late_prices_total', 'Prices that a vendor stated after the call.', ({ count }) => count)
  show('keybrake_late_price_listed_usd_total', 'What those calls were counted at before.', ({ listed }) =>
    usdNumber(listed),
  )
  show('keybrake_late_price_billed_usd_total', 'What the vendor billed for them.', ({ stated }) => usdNumber(stated))
}
