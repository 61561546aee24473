import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storeConformance } from '../../conformance/index.ts'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { dropDatabases, openFullStore, openStore, useServer } from './testing/open-store.ts'

// Before the server's own end.
after(dropDatabases)
const postgres = await postgresOrLeftOut('the conformance suite on PostgreSQL')
if (postgres !== null) suiteOn(postgres.url)

function suiteOn(url: string): void {
  useServer(url)
  const root = mkdtempSync(join(tmpdir(), 'keybrake-postgres-'))
  after(() => rmSync(root, { recursive: true, force: true }))

  const newFolder = (): string => mkdtempSync(join(root, 'store-'))
  const storeModule = new URL('./testing/open-store.ts', import.meta.url).href

  storeConformance((folder = newFolder()) => openStore(folder), {
    newFolder,
    openFull: (folder = newFolder()) => openFullStore(folder),
    storeModule,
  })
}
