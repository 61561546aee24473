/**
 * Prometheus metrics. No label names a vault key, a run or a principal, and none holds a secret: `/metrics` needs no
 * credential. Label children are looked up once and remembered, because `labels()` hashes its arguments on every call.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

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

export interface Metrics {
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
  const calls = new Counter({
    name: 'keybrake_calls_total',
    help: 'Proxied calls by vendor, decision, refusal code and class of the status answered.',
    labelNames: ['vendor', 'decision', 'code', 'status'] as const,
    registers,
  })
  const unknown = new Counter({
    name: 'keybrake_unknown_bearers_total',
    help: 'Calls whose bearer this proxy never issued.',
    registers,
  })
  const proxySeconds = new Histogram({
    name: 'keybrake_proxy_seconds',
    help: 'Time the proxy itself added to a call.',
    labelNames: ['vendor'] as const,
    buckets: PROXY_SECONDS,
    registers,
  })
  const vendorSeconds = new Histogram({
    name: 'keybrake_vendor_seconds',
    help: 'Time waited for the vendor.',
    labelNames: ['vendor'] as const,
    buckets: VENDOR_SECONDS,
    registers,
  })
  new Gauge({ name: 'keybrake_build_info', help: 'Always 1.', labelNames: ['version'] as const, registers })
    .labels(version)
    .set(1)
  if (processMetrics) collectDefaultMetrics({ register: registry })

  const callOf = remembered(({ vendor, decision, code, status }: CallMetric) =>
    calls.labels(vendor, decision, code ?? '', statusClass(status)),
  )
  const proxyOf = remembered(({ vendor }: CallMetric) => proxySeconds.labels(vendor))
  const vendorOf = remembered(({ vendor }: CallMetric) => vendorSeconds.labels(vendor))
  return {
    call(parts) {
      callOf(`${parts.vendor} ${parts.decision} ${parts.code} ${statusClass(parts.status)}`, parts).inc()
      proxyOf(parts.vendor, parts).observe(parts.proxyMs / 1000)
      if (parts.vendorMs !== null) vendorOf(parts.vendor, parts).observe(parts.vendorMs / 1000)
    },
    unknownBearer: () => unknown.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const CLASSES = ['', '1xx', '2xx', '3xx', '4xx', '5xx'] as const
const statusClass = (status: number): string => CLASSES[Math.trunc(status / 100)] ?? 'other'

function remembered<T>(make: (parts: CallMetric) => T): (name: string, parts: CallMetric) => T {
  const children = new Map<string, T>()
  return (name, parts) => {
    let child = children.get(name)
    if (child === undefined) {
      child = make(parts)
      children.set(name, child)
    }
    return child
  }
}
