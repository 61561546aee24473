/** A real PostgreSQL for tests: one of our own, which may be killed, or the one that `KEYBRAKE_TEST_DATABASE_URL` names. */
import { after } from 'node:test'
import { leftOut } from '@keybrake/core/testing'
import { GIVEN, GivenPostgres } from './given-postgres.ts'
import { NoPostgres } from './no-postgres.ts'
import { OwnPostgres } from './own-postgres.ts'
import type { Settings } from './server-process.ts'
import type { TestPostgres } from './test-postgres.ts'

export { NoPostgres } from './no-postgres.ts'
export type { Settings } from './server-process.ts'
export { StandbyPostgres, startStandby } from './standby.ts'
export type { TestPostgres } from './test-postgres.ts'

/**
 * Starts a server with PostgreSQL's own settings (fsync on), changed by `settings`; the given server is taken as it is.
 * Throws NoPostgres where none of our own can run.
 */
export async function startPostgres(settings: Settings = {}): Promise<TestPostgres> {
  const given = process.env[GIVEN]
  return given === undefined ? OwnPostgres.start(settings) : new GivenPostgres(given)
}

/** For a test file: a server until its last test ended. Null, and `what` is loudly left out, where none can run. */
export async function postgresOrLeftOut(what: string, settings: Settings = {}): Promise<TestPostgres | null> {
  try {
    const postgres = await startPostgres(settings)
    after(() => postgres.stop())
    return postgres
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error
    leftOut(what, error.message)
    return null
  }
}
