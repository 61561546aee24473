import { randomBytes } from 'node:crypto'
import { withClient } from './connect.ts'
import type { TestPostgres } from './test-postgres.ts'

export const GIVEN = 'KEYBRAKE_TEST_DATABASE_URL'

/** A server that somebody else runs: of it, tests make databases and nothing else. Its account must be allowed to. */
export class GivenPostgres implements TestPostgres {
  readonly url: string
  readonly #databases: string[] = []

  constructor(url: string) {
    this.url = url
  }

  async newDatabase(): Promise<string> {
    const name = `keybrake_test_${randomBytes(6).toString('hex')}`
    await withClient(this.url, (client) => client.query(`CREATE DATABASE ${name}`))
    this.#databases.push(name)
    const address = new URL(this.url)
    address.pathname = `/${name}`
    return address.href
  }

  kill9(): Promise<never> {
    return refuse('killed')
  }

  restart(): Promise<never> {
    return refuse('restarted')
  }

  async stop(): Promise<void> {
    const made = this.#databases.splice(0)
    if (made.length === 0) return
    await withClient(this.url, async (client) => {
      for (const name of made) await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
    })
  }
}

async function refuse(what: string): Promise<never> {
  throw new Error(`the server of ${GIVEN} is not ours to be ${what}: unset it for this test`)
}
