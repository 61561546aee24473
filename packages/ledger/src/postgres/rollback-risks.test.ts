/** Set-ups in which a database can go back behind the ledger's back are seen, on real servers. */
import { deepEqual, match } from 'node:assert/strict'
import { test } from 'node:test'
import { leftOut } from '@keybrake/core/testing'
import { NoPostgres, startStandby } from '../../testing/postgres/index.ts'
import { withClient } from '../../testing/postgres/connect.ts'
import { OwnPostgres } from '../../testing/postgres/own-postgres.ts'
import { rollbackRisks } from './rollback-risks.ts'
import { until } from './testing/until.ts'

const primary = await OwnPostgres.start({}).catch((error: unknown) => {
  if (!(error instanceof NoPostgres)) throw error
  leftOut('set-ups in which a database can go back', error.message)
  return null
})
if (primary !== null) {
  test.after(() => primary.stop())
  test('a server alone whose commits are on disk can not go back', async () => {
    deepEqual(await risks(primary.url), [])
  })
  test('one that does not sync can, and so can one whose standby commits do not wait for', () => followed(primary))
}

const risks = async (url: string): Promise<readonly string[]> => (await rollbackRisks(url)).map(({ what }) => what)

async function followed(server: OwnPostgres): Promise<void> {
  const set = (setting: string): Promise<unknown> =>
    withClient(server.url, async (client) => {
      await client.query(`ALTER SYSTEM SET ${setting}`)
      await client.query('SELECT pg_reload_conf()')
    })
  await set('fsync = off')
  await until(
    async () => (await risks(server.url)).some((what) => what.startsWith('fsync is off')),
    'fsync is seen to be off',
  )
  await set('fsync = on')
  const owned = await server.newDatabase()
  const standby = await startStandby(server)
  try {
    await until(async () => (await risks(server.url)).length === 0, 'a synchronous standby is no risk')
    const [hidden] = await risks(owned)
    match(hidden ?? '', /may not see/, 'what a user may not see is not taken for none')
    await set("synchronous_standby_names = ''")
    await until(
      async () => (await rollbackRisks(server.url)).some(({ which }) => /standby \(async\)/.test(which ?? '')),
      'it is seen to be asynchronous',
    )
    match((await risks(server.url)).join(), /^commits do not wait for every standby[^(]*$/, 'its name is told apart')
    deepEqual(await risks(standby.url), ['the server is a standby'])
  } finally {
    await set("synchronous_standby_names = ''")
    await standby.stop()
  }
}
