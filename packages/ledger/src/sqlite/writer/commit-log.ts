/**
 * Where commits become durable, in one order. The embedded store's is its journal; stores that share a database have theirs
 * there, and take in what others committed before they run anything.
 */
import type { Draft } from './commits.ts'

/** `null`, or why it did not happen. */
export type Done = (error: Error | null) => void

/**
 * How a draft ended that was not made durable.
 *
 * `abandoned`: it certainly did not happen. `unknown`: it may have. `lost`: nobody can say any more what is on disk, and the
 * store stops.
 */
export interface NotDurable {
  readonly fate: 'abandoned' | 'unknown' | 'lost'
  readonly error: Error
}

export interface CommitLog {
  /**
   * Memory is brought up to date before a batch is run.
   *
   * @param isRead the batch changes nothing
   * @param done may be called at once
   */
  begin(isRead: boolean, done: Done): void
  /** Makes a draft durable, and keeps it in memory and rows. */
  commit(draft: Draft, done: (failure: NotDurable | null) => void): void
  /** Calls back when every commit up to this one survives a power cut: at once where it does, with an error where nobody knows. */
  whenDurable(number: number, done: Done): void
  /** The batch that was begun had nothing to make durable. */
  release(): void
  /** Ends what is open. Nothing is under way. Rejects where what was answered may not be durable. */
  close(): Promise<void>
}
