/** Of the stores that share a log, one does what one should do. */
import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { openCluster } from './testing/cluster.ts'
import { until } from './testing/until.ts'

const postgres = await postgresOrLeftOut('one store that leads', { fsync: 'off' })
if (postgres !== null)
  test('the store that was opened first leads, and the next one when it is gone', async () => {
    await using cluster = await openCluster(postgres, 3)
    const leading = (): readonly boolean[] => cluster.rigs.map(({ store }) => store.leads())
    const areLeading = (...expected: readonly boolean[]): Promise<boolean> =>
      Promise.resolve(leading().every((each, index) => each === expected[index]))
    await until(() => areLeading(true, false, false), 'the first one leads')
    const [first] = cluster.rigs
    ok(first !== undefined)
    await first.store.close()
    deepEqual(leading(), [false, false, false], 'one that is closed does not')
    await until(() => areLeading(false, true, false), 'the second one leads')
  })
