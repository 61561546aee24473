/** What a load generator is told, and what it answers: each one line of JSON. */

interface Job {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly connections: number
}

/** So many calls each second whatever the answers do; a call's latency counts from the moment it was meant to be sent. */
export interface OpenJob extends Job {
  readonly kind: 'open'
  readonly callsPerSecond: number
  /** The first of them are not counted. */
  readonly warmUpS: number
  readonly seconds: number
}

/** Each connection asks again when it is answered. */
export interface ClosedJob extends Job {
  readonly kind: 'closed'
  readonly warmUpS: number
  readonly seconds: number
}

/** One call on each connection, all at once. */
export interface OnceJob extends Job {
  readonly kind: 'once'
}

export type LoadJob = OpenJob | ClosedJob | OnceJob

export interface LoadResult {
  /** Answered 2xx in the time that counts. */
  readonly counted: number
  /** The time that counts, until the last of its answers. */
  readonly elapsedS: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
  readonly maxUs: number
  /** All answers 2xx, the warm-up's too. */
  readonly answered: number
  /** Other answers, broken connections, and calls without an answer at the end; with the warm-up's. */
  readonly bad: number
  /** Of the calls that found a free connection: how late the generator itself sent them. 0 where nothing was meant. */
  readonly lateP99Us: number
}
