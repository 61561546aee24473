import { type CallOptions, type Connector, request, requestJson } from '../request.ts'
import type { Health, Readiness, Status } from '../types/others.ts'

/** The process itself. */
export class System {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  /** That the process is alive. */
  health(options?: CallOptions): Promise<Health> {
    return requestJson(this.#connector, 'GET', '/healthz', options)
  }

  /** That the ledger can commit. @throws Unavailable, whose message says why it can't */
  ready(options?: CallOptions): Promise<Readiness> {
    return requestJson(this.#connector, 'GET', '/readyz', options)
  }

  /** What an operator must know to trust what is shown. */
  status(options?: CallOptions): Promise<Status> {
    return requestJson(this.#connector, 'GET', '/vault/status', options)
  }

  /** Prometheus text. */
  async metrics(options?: CallOptions): Promise<string> {
    return (await request(this.#connector, 'GET', '/metrics', options)).text()
  }

  /** The description of the admin API (OpenAPI 3.1). */
  openapi(options?: CallOptions): Promise<Record<string, unknown>> {
    return requestJson(this.#connector, 'GET', '/openapi.json', options)
  }
}
