/** The row of a call as stored: what filters test before any entry is read. */
export interface StoredCall {
  readonly seq: number
  readonly time: number
  readonly callGroup: number
  readonly decision: string
  readonly code: string | null
  readonly state: string | null
  readonly status: number | null
  /** Micro-USD. */
  readonly reserved: bigint
  readonly cost: bigint
  readonly count: number
  readonly countSeq: number
  readonly later: readonly number[]
}
