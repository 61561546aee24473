/** The same suites where rows are written after every change, every second and every seventh: every order of redo and rows. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite } from 'node:test'
import { endsConformance } from '../../conformance/ends.ts'
import { keptAnswersConformance } from '../../conformance/kept-answers.ts'
import { moneyClassesConformance } from '../../conformance/money-classes.ts'
import { objectsConformance } from '../../conformance/objects.ts'
import { repeatsConformance } from '../../conformance/repeats.ts'
import type { OpenStore } from '../../conformance/rig.ts'
import { simulationConformance } from '../../conformance/simulation.ts'
import { openSqliteStore } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-redo-'))
after(() => rmSync(root, { recursive: true, force: true }))

const checkpointKey = new Uint8Array(32).fill(7)
const newFolder = (): string => mkdtempSync(join(root, 'store-'))

for (const unwrittenMax of process.env['KEYBRAKE_PROOF'] === 'reduced' ? [1] : [1, 2, 7]) {
  suite(`with ${unwrittenMax} records waiting at most`, () => {
    const openStore: OpenStore = (dataDir = newFolder()) => openSqliteStore({ dataDir, checkpointKey, unwrittenMax })
    endsConformance(openStore)
    objectsConformance(openStore)
    repeatsConformance(openStore)
    keptAnswersConformance(openStore, newFolder)
    moneyClassesConformance(openStore)
    simulationConformance(openStore, newFolder)
  })
}
