import { Unavailable } from '../errors.ts'
import { type Listing, listing } from '../pages.ts'
import { type CallOptions, type Connector, request, requestJson, segment } from '../request.ts'
import type { AdminRow, AuditFilter, AuditQuery, CallRead, CallRow, ResolveCall, Verification } from '../types/audit.ts'
import type { Page } from '../types/money.ts'

/** The row that a query's `kind` asks for: calls unless told. */
export type RowOf<Q> = Q extends { kind: 'all' } ? CallRow | AdminRow : Q extends { kind: 'admin' } ? AdminRow : CallRow

export class Audit {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  /** Newest first. */
  list<const Q extends AuditQuery = Record<never, never>>(query?: Q, options?: CallOptions): Listing<RowOf<Q>> {
    return listing<RowOf<Q>, AuditQuery>(query, (page) =>
      requestJson<Page<RowOf<Q>>>(this.#connector, 'GET', '/vault/audit', { ...options, query: onTheWire(page) }),
    )
  }

  /** The row of one call, with how it was judged. */
  read(callId: string, options?: CallOptions): Promise<CallRead> {
    return requestJson(this.#connector, 'GET', `/vault/audit/${segment(callId)}`, options)
  }

  /** The whole result as a stream of bytes, however long it is. It has no time limit but the signal's. */
  async export(
    format: 'json' | 'jsonl' | 'csv',
    filter?: AuditFilter,
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array>> {
    const query = { ...onTheWire(filter), format }
    const { body } = await request(this.#connector, 'GET', '/vault/audit', { timeoutMs: 0, ...options, query })
    if (body !== null) return body
    throw new Unavailable({
      code: 'unexpected_answer',
      message: 'The export has no body.',
      status: 200,
      retry: 'later',
    })
  }

  /** Recomputes the whole log from its entries. It may take minutes, and has no time limit but the signal's. */
  verify(options?: CallOptions): Promise<Verification> {
    return requestJson(this.#connector, 'POST', '/vault/audit/verify', {
      timeoutMs: 0,
      ...options,
      repeatable: true,
    })
  }

  /** Ends a hold of unknown fate by a person's word. Operators only. */
  resolve(callId: string, resolution: ResolveCall, options?: CallOptions): Promise<CallRow> {
    return requestJson(this.#connector, 'POST', `/vault/audit/${segment(callId)}/resolve`, {
      ...options,
      body: resolution,
    })
  }
}

/** `tags: { a: "b" }` is `tag.a=b` in a query. */
function onTheWire({ tags, ...rest }: AuditQuery = {}): Record<string, unknown> {
  const named = Object.entries(tags ?? {}).map(([name, value]) => [`tag.${name}`, value])
  return { ...rest, ...Object.fromEntries(named) }
}
