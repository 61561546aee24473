/** What a store could not take in, it takes in before it admits anything: also where its own disk was full meanwhile. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { own, usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'

const postgres = await postgresOrLeftOut('replicas that cannot be written')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  test('a store that could not write the rows of a revocation admits nothing until it has', async () => {
    await using cluster = await openCluster(postgres, 2)
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue({ caps: { total: usd('10') } })
    await b.admit(key, '1')
    const rows = new DatabaseSync(join(cluster.root, '1', 'replica', 'ledger.db'))
    // As long as another has it, nothing can be written.
    rows.exec('BEGIN IMMEDIATE')
    await a.store.registry.revokeKeys(a.actor, { keyId: key.id, principalId: null }, null)
    await a.store.registry.setSetting('later', 'yes')
    await rejects(b.ledger.admit(b.command(key, '1')))
    await rejects(b.ledger.admit(b.command(key, '1')))
    equal(await a.code(key, '1'), 'key_revoked')
    rows.exec('ROLLBACK')
    rows.close()
    equal(await b.code(key, '1'), 'key_revoked')
    equal(await b.store.registry.setting('later'), 'yes')
    equal(await b.count(own(key)), '0+1')
    deepEqual(await b.ledger.verify(), [])
    await assertAgree([a.store, b.store])
  })
}
