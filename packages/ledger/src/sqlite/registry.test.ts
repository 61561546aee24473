import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registryConformance } from '../../conformance/registry.ts'
import { openSqliteStore } from './index.ts'

const checkpointKey = randomBytes(32)

registryConformance((dataDir = mkdtempSync(join(tmpdir(), 'keybrake-registry-'))) =>
  openSqliteStore({ dataDir, checkpointKey }),
)
