/**
 * Prometheus metrics. No label names a vault key, a run or a principal, and none holds a secret: `/metrics` needs no
 * credential. What is counted on every call is counted here and handed to the library when it is read, because the library
 * hashes the labels of each count.
 */
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import { DurationHistogram } from './duration-histogram.ts'
import { createJobMetrics, type JobMetrics } from './job-metrics.ts'

export interface CallMetric {
  readonly vendor: string
  readonly decision: 'allowed' | 'refused'
  /** Refusal code, or null. */
  readonly code: string | null
  /** HTTP status that went to the caller. */
  readonly status: number
  /** Milliseconds that the proxy itself took. */
  readonly proxyMs: number
  /** Milliseconds waited for the vendor; null where nothing was sent. */
  readonly vendorMs: number | null
}

export interface Metrics extends JobMetrics {
  call(parts: CallMetric): void
  /** A bearer this proxy never issued: counted here, and nowhere else. */
  unknownBearer(): void
  text(): Promise<string>
  readonly contentType: string
}

const PROXY_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5]
const VENDOR_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 80]

/** @param processMetrics adds memory, CPU and event loop figures of this process; they read it on every scrape */
export function createMetrics(version: string, processMetrics = true): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const calls = new CallCounts()
  new Counter({
    name: 'keybrake_calls_total',
    help: 'Proxied calls by vendor, decision, refusal code and class of the status answered.',
    labelNames: ['vendor', 'decision', 'code', 'status'] as const,
    registers,
    collect() {
      this.reset()
      for (const { vendor, decision, code, status, count } of calls.all())
        this.inc({ vendor, decision, code, status }, count)
    },
  })
  const unknown = new Counter({
    name: 'keybrake_unknown_bearers_total',
    help: 'Calls whose bearer this proxy never issued.',
    registers,
  })
  const proxy = new DurationHistogram('keybrake_proxy_seconds', 'Time the proxy itself added to a call.', PROXY_SECONDS)
  const vendor = new DurationHistogram('keybrake_vendor_seconds', 'Time waited for the vendor.', VENDOR_SECONDS)
  new Gauge({ name: 'keybrake_build_info', help: 'Always 1.', labelNames: ['version'] as const, registers })
    .labels(version)
    .set(1)
  if (processMetrics) collectDefaultMetrics({ register: registry })
  return {
    ...createJobMetrics(registers),
    call(parts) {
      calls.add(parts)
      proxy.observe(parts.vendor, parts.proxyMs / 1000)
      if (parts.vendorMs !== null) vendor.observe(parts.vendor, parts.vendorMs / 1000)
    },
    unknownBearer: () => unknown.inc(),
    text: async () => `${await registry.metrics()}\n${proxy.text()}\n${vendor.text()}`,
    contentType: registry.contentType,
  }
}

const CLASSES = ['', '1xx', '2xx', '3xx', '4xx', '5xx'] as const
const statusClass = (status: number): string => CLASSES[Math.trunc(status / 100)] ?? 'other'

interface CallCount {
  readonly vendor: string
  readonly decision: string
  readonly code: string
  readonly status: string
  count: number
}

/** Found again by one look at what was counted last: most calls end like the one before them. */
class CallCounts {
  readonly #counts: CallCount[] = []
  #last: CallCount | undefined

  all(): readonly CallCount[] {
    return this.#counts
  }

  add(call: CallMetric): void {
    if (this.#last === undefined || !counts(this.#last, call)) this.#last = this.#find(call)
    this.#last.count++
  }

  #find(call: CallMetric): CallCount {
    const known = this.#counts.find((count) => counts(count, call))
    if (known !== undefined) return known
    const { vendor, decision, code, status } = call
    const fresh = { vendor, decision, code: code ?? '', status: statusClass(status), count: 0 }
    this.#counts.push(fresh)
    return fresh
  }
}

const counts = (count: CallCount, { vendor, decision, code, status }: CallMetric): boolean =>
  count.vendor === vendor &&
  count.decision === decision &&
  count.code === (code ?? '') &&
  count.status === statusClass(status)
