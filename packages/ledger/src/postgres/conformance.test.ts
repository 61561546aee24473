import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storeConformance } from '../../conformance/index.ts'
import { openFullStore, openStore } from './testing/open-store.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-postgres-'))
after(() => rmSync(root, { recursive: true, force: true }))

const newFolder = (): string => mkdtempSync(join(root, 'store-'))
const storeModule = new URL('./testing/open-store.ts', import.meta.url).href

storeConformance((folder = newFolder()) => openStore(folder), {
  newFolder,
  openFull: (folder = newFolder()) => openFullStore(folder),
  storeModule,
})
