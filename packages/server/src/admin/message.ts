/** One request of the admin API, whoever read it off the wire: the framework, or the fast lane. */
export interface AdminMessage {
  /** Path and query as they came. */
  readonly target: string
  /** A header by its name in lower case, or null. */
  readonly header: (name: string) => string | null
  /** Of the connection that it came over. */
  readonly address: string | null
  /** The body; empty where there is none. */
  readonly bodyText: string
  /** A variable segment of the path by its name; empty where the path has none such. */
  readonly param: (name: string) => string
}
