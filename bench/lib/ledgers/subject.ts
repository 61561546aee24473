/** Something that counts reservations against caps, durably, and says afterwards what it counted. */
export interface Subject {
  /** Resolves when the reservation is on disk; false where the cap does not allow it. @param budget from 0 */
  reserve(budget: number): Promise<boolean>
  /** What all budgets count together, in reservations. */
  counted(): Promise<number>
  close(): Promise<void>
}

export interface SubjectWishes {
  readonly budgets: number
  /** Of each budget, in reservations. */
  readonly cap: number
  readonly folder: string
  /** Of the server, for those that have one. */
  readonly url: string
}

export const AMOUNT_MICRO_USD = 10_000_000
