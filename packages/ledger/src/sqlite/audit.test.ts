import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { auditConformance } from '../../conformance/audit.ts'
import { openStore } from './testing/open-store.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-audit-'))
after(() => rmSync(root, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(root, 'store-'))

auditConformance((folder = newFolder()) => openStore(folder), newFolder)
