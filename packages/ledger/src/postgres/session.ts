/** One connection to the database's primary. It ends with its first doubt; whoever needs another opens one. */
import pg from 'pg'

/** A row as the server sent it: bigint as text, bytea as bytes. */
export type Row = Readonly<Record<string, unknown>>

const CONNECT_MS = 2_000
/** The class of their SQLSTATE codes, whatever language the server speaks. */
const WARNINGS = '01'
/** Longer than any statement takes, a lock included: then nobody knows what became of it. */
const QUERY_MS = 8_000
/** Until the server has heard a farewell. */
const FAREWELL_MS = 2_000

/**
 * A commit must be on disk when it is answered; a server that promises more (replicas) keeps its promise. A store that is cut
 * off in the middle of a transaction must not keep the others waiting.
 */
const SETTINGS = `
  SET default_transaction_isolation = 'read committed';
  SET lock_timeout = '4s';
  SET statement_timeout = '6s';
  SET idle_in_transaction_session_timeout = '3s';
  SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
  SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS read_only`

export class Session {
  readonly #client: pg.Client
  #lost: Error | null = null
  /** The server's last warning. */
  #warning: string | null = null

  private constructor(client: pg.Client) {
    this.#client = client
    client.on('error', (error) => {
      this.#lost ??= error
    })
    client.on('notice', ({ code, message }) => {
      if (code?.startsWith(WARNINGS) === true) this.#warning = message ?? code
    })
    client.on('end', () => {
      this.#lost ??= new Error('the database closed the connection')
    })
  }

  /** @throws Error where the server cannot be reached, or is no primary */
  static async open(url: string): Promise<Session> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
      application_name: 'keybrake',
    })
    const session = new Session(client)
    try {
      await client.connect()
      const [state] = await session.all(SETTINGS)
      if (state?.['standby'] !== false || state['read_only'] !== 'off') throw new Error('the server is not a primary')
      return session
    } catch (error) {
      session.drop()
      throw error
    }
  }

  get isLost(): boolean {
    return this.#lost !== null
  }

  /** Runs one statement, or several without values; answers with the rows of the last. */
  async all(sql: string, values: readonly (string | number | boolean | Buffer | null)[] = []): Promise<readonly Row[]> {
    if (this.#lost !== null) throw this.#lost
    const result = await (values.length === 0 ? this.#client.query(sql) : this.#client.query(sql, [...values]))
    const last = Array.isArray(result) ? (result as readonly pg.QueryResult[]).at(-1) : result
    return (last?.rows ?? []) as readonly Row[]
  }

  /**
   * The same for statements that end with a COMMIT.
   *
   * @throws Error also where the server warned. It does so where it gave up waiting for its standby: it has committed then, and
   * a standby that takes over may not have.
   */
  async commit(sql: string): Promise<void> {
    this.#warning = null
    await this.all(sql)
    if (this.#warning !== null) throw new Error(`the server warned: ${this.#warning}`)
  }

  /** Ends it at once, whatever is under way. */
  drop(): void {
    this.#lost ??= new Error('the connection was given up')
    void this.#client.end().catch(() => undefined)
    // `end` waits for what is under way, which may be for ever.
    this.#destroy()
  }

  /** Ends it in order, or soon: no packet may come through any more. */
  async close(): Promise<void> {
    this.#lost ??= new Error('the connection is closed')
    const late = setTimeout(() => this.#destroy(), FAREWELL_MS)
    await this.#client.end().catch(() => undefined)
    clearTimeout(late)
  }

  #destroy(): void {
    const { connection } = this.#client as unknown as { connection?: { stream?: { destroy(): void } } }
    connection?.stream?.destroy()
  }
}

/** SQLSTATE. */
const LOCK_NOT_AVAILABLE = '55P03'

/** Whether a lock was not to be had in the time that was set. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE

/** Whether the server itself said no: then the statement certainly did nothing. */
export const isRefusal = (error: unknown): boolean => error instanceof pg.DatabaseError && error.severity === 'ERROR'

export function numberIn(row: Row | undefined, name: string): number {
  const value = Number.parseInt(String(row?.[name]), 10)
  if (!Number.isSafeInteger(value)) throw new Error(`column ${name} is no whole number`)
  return value
}

export function bytesIn(row: Row, name: string): Buffer {
  const value = row[name]
  if (!Buffer.isBuffer(value)) throw new Error(`column ${name} is no bytea`)
  return value
}
