import { type CallOptions, type Connector, requestJson } from '../request.ts'
import type { Vendor } from '../types/others.ts'

export class Vendors {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  /** Every vendor with its operations and the cost rules in force. */
  async list(options?: CallOptions): Promise<Vendor[]> {
    const { data } = await requestJson<{ data: Vendor[] }>(this.#connector, 'GET', '/vault/vendors', options)
    return data
  }
}
