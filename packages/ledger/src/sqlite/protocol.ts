/** What the main thread and the writer say to each other. Commands go in lists, answers come in the same order. */

/** `[verb, arguments]`. */
export type WireCommand = readonly [name: string, args: readonly unknown[]]

export type ToWriter =
  /** Commands, as `wire.ts` writes them. */
  | { readonly kind: 'commands'; readonly values: readonly unknown[] }
  | { readonly kind: 'listen'; readonly on: boolean }
  | { readonly kind: 'close' }

export type WireAnswer = { readonly ok: unknown } | { readonly error: string }

export type FromWriter =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly error: string }
  /** `values`: as `wire.ts` writes them. `wrote`: an outbox row was written. `lines`: its entries, only while someone listens. */
  | {
      readonly kind: 'answers'
      readonly values: readonly unknown[]
      readonly wrote: boolean
      readonly lines: readonly string[]
    }
  | { readonly kind: 'closed' }

export interface WriterData {
  readonly dataDir: string
  /** Tests bound the file's size to see a full disk. */
  readonly pagesMax: number | null
  /** Tests write rows sooner, to see every interleaving. Null: as many as pays. */
  readonly unwrittenMax: number | null
}
