import { withClient } from './connect.ts'
import { type Home, initialise, makeHome, OWNER } from './home.ts'
import { ServerProcess, type Settings } from './server-process.ts'
import type { TestPostgres } from './test-postgres.ts'

/** A server that the test started, and may kill. */
export class OwnPostgres implements TestPostgres {
  readonly home: Home
  readonly #process: ServerProcess
  #databases = 0

  constructor(home: Home, settings: Settings) {
    this.home = home
    this.#process = new ServerProcess(home, settings)
  }

  /** A new server. Throws NoPostgres. */
  static async start(settings: Settings): Promise<OwnPostgres> {
    const home = await makeHome()
    try {
      await initialise(home)
      const postgres = new OwnPostgres(home, settings)
      await postgres.restart()
      await withClient(postgres.url, (client) =>
        client.query(
          `CREATE ROLE ${client.escapeIdentifier(OWNER)} LOGIN PASSWORD ${client.escapeLiteral(home.password)}`,
        ),
      )
      return postgres
    } catch (error) {
      await home.keeper.end()
      throw error
    }
  }

  get port(): number {
    return this.#process.port
  }

  get url(): string {
    return this.home.url(this.port)
  }

  async newDatabase(): Promise<string> {
    const name = `keybrake_${++this.#databases}`
    await withClient(this.url, (client) => client.query(`CREATE DATABASE ${name} OWNER ${OWNER}`))
    return this.home.url(this.port, OWNER, name)
  }

  kill9(): Promise<void> {
    return this.#process.kill9()
  }

  async restart(): Promise<void> {
    await this.#process.stop()
    await this.#process.start()
  }

  stop(): Promise<void> {
    return this.home.keeper.end()
  }
}
