import { type CallOptions, type Connector, requestJson } from '../request.ts'
import type { Brake, SetBrake } from '../types/others.ts'

/** The global stop. */
export class BrakeControl {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  read(options?: CallOptions): Promise<Brake> {
    return requestJson(this.#connector, 'GET', '/vault/brake', options)
  }

  /** After the answer no call is admitted under the old state, on any node. Tried again when no answer comes. */
  set(brake: SetBrake, options?: CallOptions): Promise<Brake> {
    return requestJson(this.#connector, 'PUT', '/vault/brake', { ...options, body: brake, repeatable: true })
  }

  /** @param vendor only this vendor's calls; without it all */
  engage(reason: string, vendor?: string, options?: CallOptions): Promise<Brake> {
    return this.set({ engaged: true, reason, ...(vendor === undefined ? {} : { vendor }) }, options)
  }

  release(reason: string, vendor?: string, options?: CallOptions): Promise<Brake> {
    return this.set({ engaged: false, reason, ...(vendor === undefined ? {} : { vendor }) }, options)
  }
}
