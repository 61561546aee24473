/** Fixtures of the vendors that a file declares: `definitions/fixtures/<vendor>/<operation>/<case>.json`. */
import { DEFINITIONS, shipped } from '../src/declared/shipped.ts'
import { runFixtures } from './run-fixtures.ts'

for (const adapter of shipped) runFixtures(adapter, `${DEFINITIONS}/fixtures/${adapter.vendor}`)
