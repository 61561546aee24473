/** Of the stores that share a log, one does what one should do. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { own } from '../../conformance/rig.ts'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { openCluster } from './testing/cluster.ts'
import { until } from './testing/until.ts'

const postgres = await postgresOrLeftOut('one store that leads', { fsync: 'off' })
if (postgres !== null) {
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

  test('a store that stopped does not lead, and what it had under way is of unknown fate', async (t) => {
    await using cluster = await openCluster(postgres, 2)
    const [first, second] = cluster.rigs
    ok(first !== undefined && second !== undefined)
    await until(() => Promise.resolve(first.store.leads()), 'the first one leads')
    const key = await first.issue()
    const { callId } = await first.admit(key, '2')
    // Its own disk is full for a moment, between the server's commit and its replica.
    const journal = join(cluster.root, '0', 'replica', 'journal')
    const write = fs.writeSync
    const mocked = t.mock.method(fs, 'writeSync', (fd: number, ...rest: [Uint8Array]) => {
      if (fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(journal)) throw new Error('no space left on device')
      return write(fd, ...rest)
    })
    syncBuiltinESMExports()
    await rejects(first.admit(key, '3'), /no space left/)
    mocked.mock.restore()
    syncBuiltinESMExports()
    await until(() => Promise.resolve(!first.store.leads() && second.store.leads()), 'the second one leads')
    await until(async () => (await second.store.audit.call(callId))?.state === 'unknown', 'its call is of unknown fate')
    equal(await second.count(own(key)), '0+5')
  })
}
