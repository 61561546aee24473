/** What a vendor's part of the proof provides: its calls, what its oracle's records are worth, and what its rules count. */
import type { Execution, VendorName } from '@keybrake/sandbox'
import type { Json } from '../../support/admin.ts'
import type { Stage } from './stage.ts'
import type { Telling } from './story.ts'
import type { Made, Tale } from './tale.ts'

/** A call as it is sent, below the vendor's name. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The object that it acts on; null where it makes one. */
  readonly object: string | null
  /** By what a fault finds this very call. */
  readonly mark: { readonly path: string } | { readonly holds: string }
  /** It can cost nothing, so its fate is never in doubt. */
  readonly free: boolean
}

/** What a call changes of what its budgets count for an object. Totals are micro-USD. */
export type Effect =
  /** A fresh answer states the object's total; a late proof, or a failure, only raises what is counted. */
  | { readonly object: string; readonly how: 'states' | 'raises'; readonly total: bigint }
  /** Nothing moved and nothing can: every budget gives back what it counts for the object. */
  | { readonly object: string; readonly how: 'gone' }

export interface World<Move> extends Telling<Move> {
  readonly vendor: VendorName
  /** The settings of its connection. */
  readonly settings: Readonly<Record<string, string>>
  /** What its keys are issued with beside their caps. */
  readonly keyFields: Json
  /** Before the first story. */
  readonly prepare?: (stage: Stage) => Promise<void>
  /** Before a story: what is there beside the proxy. */
  readonly begin?: (stage: Stage, tale: Tale<Move>) => Promise<void>
  /** Null where the story has nothing to make this move with. */
  readonly ask: (move: Move, tale: Tale<Move>, mark: string) => Ask | null
  /** Remembers the objects that an answer names. */
  readonly learn: (made: Made<Move>, answer: Json, tale: Tale<Move>) => void
  /** The number of the story that an execution belongs to; null where it does not say. */
  readonly numberOf: (execution: Execution) => number | null
  /** Micro-USD of what the vendor moved, as its oracle counts it. */
  readonly worth: (amount: bigint, execution: Execution) => bigint
  /** A refusal with this status also says that no earlier attempt with the same key happened. */
  readonly refusalEnds: (status: number) => boolean
  /** By the rules as they are written down, from what was executed and how that became known. */
  readonly effect: (made: Made<Move>) => Effect | null
}
