/** Every suite where calls inside a block are answered before they are synced. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storeConformance } from '../../conformance/index.ts'
import type { Store } from '../index.ts'
import { openSqliteStore } from './index.ts'
import { openStore } from './testing/open-leased-store.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-leases-'))
after(() => rmSync(root, { recursive: true, force: true }))

const checkpointKey = new Uint8Array(32).fill(7)
const newFolder = (): string => mkdtempSync(join(root, 'store-'))
const openFresh = (folder = newFolder()): Promise<Store> => openStore(folder)
const openFull = (dataDir = newFolder()): Promise<Store> =>
  openSqliteStore({ dataDir, checkpointKey, durability: 'lease', bytesMax: 400_000 })

const storeModule = new URL('./testing/open-leased-store.ts', import.meta.url).href

storeConformance(openFresh, { newFolder, openFull, storeModule })
