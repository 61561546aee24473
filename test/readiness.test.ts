/** `/readyz` warns of set-ups in which the ledger can be rolled back, and is ready all the same. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { leftOut } from '@keybrake/core/testing'
import { postgresOrLeftOut, type TestPostgres } from '@keybrake/ledger/testing/postgres'
import { startProduct } from './support/product.ts'
import { eventually } from './support/stage.ts'

const MEMORY = '/dev/shm'
const TMPFS = 0x01021994
const MASTER_KEY = Buffer.alloc(32, 9).toString('base64')

async function readiness(url: string): Promise<{ readonly status: string; readonly warnings: readonly string[] }> {
  const answer = await fetch(`${url}/readyz`)
  assert.equal(answer.status, 200)
  return (await answer.json()) as { readonly status: string; readonly warnings: readonly string[] }
}

const typeOf = (folder: string): number => {
  try {
    return statfsSync(folder).type
  } catch {
    return 0
  }
}

if (typeOf(MEMORY) !== TMPFS) leftOut('a data folder in memory', `${MEMORY} is no tmpfs here`)
else
  test('a data folder in memory is warned of, one on a disk is not', async () => {
    const dataDir = await mkdtemp(join(MEMORY, 'keybrake-'))
    try {
      await using product = await startProduct({ dataDir })
      const { status, warnings } = await eventually(async () => {
        const answer = await readiness(product.url)
        assert.equal(answer.warnings.length, 1)
        return answer
      })
      assert.deepEqual(
        [status, warnings],
        ['ready', ['the data folder is on tmpfs, which a restart of the machine empties']],
      )
      assert.match(product.stderr(), /the ledger can go back/)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
    if (typeOf(tmpdir()) === TMPFS) return
    await using product = await startProduct()
    assert.deepEqual((await readiness(product.url)).warnings, [])
  })

// A server that is given stays as it is, and may well be sound.
const isGiven = process.env['KEYBRAKE_TEST_DATABASE_URL'] !== undefined
const postgres = isGiven ? null : await postgresOrLeftOut('a database that can go back', { fsync: 'off' })
if (postgres !== null) onDatabase(postgres)

function onDatabase(server: TestPostgres): void {
  test('a database that does not sync is warned of, without a word of where it is', async () => {
    const url = await server.newDatabase()
    const env = { KEYBRAKE_DATABASE_URL: url, KEYBRAKE_MASTER_KEY: MASTER_KEY }
    await using product = await startProduct({ env })
    const { warnings } = await eventually(async () => {
      const answer = await readiness(product.url)
      assert.ok(answer.warnings.length > 0)
      return answer
    })
    assert.deepEqual(
      warnings.filter((warning) => warning.startsWith('fsync is off')),
      ['fsync is off: a power cut takes commits that were answered'],
    )
    for (const part of [new URL(url).password, new URL(url).pathname.slice(1)].filter((text) => text !== ''))
      assert.ok(!warnings.join().includes(part))
  })
}
