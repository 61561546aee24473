/**
 * Two proxies of the version before the schema last changed are replaced by this one, one after the other, under load. While old
 * and new work together, what is said to one holds at the other; the vendor executes no more than the caps, each charge once, each
 * with its row; the old program does not start on the new schema any more (G1, G2, G3, G6, G7). And where a change is such that
 * old processes must not go on, they stop sending when it is made.
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { withClient } from '../../packages/ledger/testing/postgres/connect.ts'
import type { TestPostgres } from '../../packages/ledger/testing/postgres/index.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { foldersOf } from '../support/folders.ts'
import { type FormerVersion, formerVersion } from './lib/former-version.ts'
import { FleetDrill, startFleetScene } from './lib/fleet-drill.ts'

const UPGRADES = sized(6, 1)
const CALLERS = 12
/** Longer than a charge is on its way. */
const A_WHILE_MS = 500
/** For callers that go on asking in vain. */
const PATIENCE_MS = 40_000
/** Before the log is taken away. */
const CHARGES_BEFORE = 200

const random = randomFrom(SEED)
const postgres = await postgresOrLeftOut('a rolling upgrade on PostgreSQL')
if (postgres !== null) {
  const former = await formerVersion()
  if (former === null)
    process.stdout.write(
      '\n*** LEFT OUT: a rolling upgrade of two versions. This checkout has no history to take the older one from.\n\n',
    )
  else {
    after(() => former.remove())
    upgrades(postgres, former)
  }
  test('a change that old processes must not see stops them: nothing is sent from then on', () => contracts(postgres))
}

function upgrades(server: TestPostgres, former: FormerVersion): void {
  test(`${UPGRADES} times two proxies of an older version are replaced one by one under load`, async () => {
    const folders = await foldersOf('upgrade')
    const sums = { executed: 0, repeats: 0, changes: 0 }
    for (let round = 0; round < UPGRADES; round++) {
      await using scene = await startFleetScene(server, 3, folders, { callers: CALLERS, random })
      const { fleet } = scene
      for (const index of [0, 1]) await fleet.start(index, former.repository)
      const drill = await FleetDrill.begin(scene, random)
      await drill.phase('old alone', [0, 1], async () => undefined)
      // By order or by accident, in turns.
      const replace = async (index: number): Promise<void> => {
        if ((round + index) % 2 === 0) await fleet.stop(index)
        else await fleet.kill(index)
        await fleet.start(index)
      }
      await drill.phase('the first is replaced', [1, 0], () => replace(0))
      await drill.phase('old and new', [1, 0], async () => {
        const refused = await fleet.failedStart(2, former.repository)
        assert.match(
          refused.stderr,
          new RegExp(`the database has schema \\d+; this version of keybrake knows ${former.schema}: update keybrake`),
        )
      })
      await drill.phase('the second is replaced', [0, 1], () => replace(1))
      await drill.phase('new alone', [1, 0], async () => undefined)
      const { executed, repeats, changes } = await drill.end()
      sums.executed += executed
      sums.repeats += repeats
      sums.changes += changes
    }
    figure(`rolling upgrades of two proxies under load, from ${former.commit.slice(0, 7)}`, UPGRADES)
    figure('… charges executed by the vendor, each once and with its audit row', sums.executed)
    figure('… calls repeated because no final answer came', sums.repeats)
    figure('… revocations, lowered caps and brakes at one proxy, felt by the next call at the other', sums.changes)
  })
}

/** As a later version does whose commits mean something that this one would misread: `docs/operating/postgresql.md`. */
const CONTRACT = `BEGIN;
  ALTER TABLE keybrake_log_head RENAME TO keybrake_log_head_2;
  ALTER TABLE keybrake_log RENAME TO keybrake_log_2;
  INSERT INTO keybrake_schema (version) VALUES (1000);
  COMMIT`

async function contracts(server: TestPostgres): Promise<void> {
  await using scene = await startFleetScene(server, 3, await foldersOf('contract'), { callers: CALLERS, random })
  const { fleet, sandbox, url, crew } = scene
  for (const index of [0, 1]) await fleet.start(index)
  const key = await fleet.admin(0).issue({ total_usd_cap: 1_000_000 })
  crew.open({ id: key.id, bearer: key.vault_key })
  while (crew.ended.length < CHARGES_BEFORE) await sleep(10)
  await withClient(url, (client) => client.query(CONTRACT))
  // What had its commit before may still be on its way.
  await sleep(A_WHILE_MS)
  const before = sandbox.executed({ vendor: 'stripe' })
  const repeatsBefore = crew.repeats
  for (const index of [0, 1]) {
    const { status } = await fleet.admin(index).request('GET', '/readyz')
    assert.equal(status, 503, 'a proxy that cannot go on is not ready')
  }
  for (const endMs = performance.now() + PATIENCE_MS; crew.repeats < repeatsBefore + CALLERS; await sleep(10))
    assert.ok(performance.now() < endMs, 'callers are answered, and go on asking')
  assert.equal(sandbox.executed({ vendor: 'stripe' }).length, before.length, 'nothing was sent any more')
  const refused = await fleet.failedStart(2)
  assert.match(refused.stderr, /the database has schema 1000; this version of keybrake knows \d+: update keybrake/)
  const log = await withClient(url, (client) => client.query('SELECT entries FROM keybrake_log_2'))
  const entries = log.rows.map((row: { readonly entries: Buffer }) => row.entries.toString('utf8')).join('\n')
  for (const { metadata } of before)
    assert.ok(entries.includes(`{"k":"admit","id":"${metadata['keybrake_call']}"`), 'a charge without its commit')
  figure('charges of two proxies whose log was taken away under load, each in the log', before.length)
}
