export interface TestPostgres {
  /** Of the database `postgres`, as one who may do anything. */
  readonly url: string
  /** The address of a fresh, empty database, as its owner. */
  newDatabase(): Promise<string>
  /** Ends the server as a crash does. Its data, its port and every address stay for `restart`. Throws for a given server. */
  kill9(): Promise<void>
  /** Starts it again, after a clean shutdown where it still runs. Throws for a given server. */
  restart(): Promise<void>
  /** Ends the server and removes all it had; of a given server, the databases that were made. Again: nothing. */
  stop(): Promise<void>
}
