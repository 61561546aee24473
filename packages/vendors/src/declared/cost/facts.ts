/** All that a cost is worked out from. */
import type { Instant, Json } from '@keybrake/core'
import type { Table } from '../schema/table-schema.ts'

export interface Facts {
  /** The request: tables go by it, also when an answer is read. */
  readonly request: Json | undefined
  /** Where paths begin: the request, the answer, or one element of either. */
  readonly source: Json | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly tables: ReadonlyMap<string, Table>
  readonly at: Instant
  /** Bytes of the body as it is sent. */
  readonly bodyBytes: () => number
}
