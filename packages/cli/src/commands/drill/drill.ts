import { Fault } from '../../fault.ts'
import type { Column, Row } from '../../output/columns.ts'
import { Progress } from '../../output/progress.ts'
import { option, type Verb } from '../../verb.ts'

const COLUMNS: readonly Column[] = [
  { name: 'killed_at', title: 'KILLED', kind: 'id' },
  { name: 'held', kind: 'word' },
  { name: 'executed', title: 'CHARGES', kind: 'count' },
  { name: 'moved_usd', title: 'MOVED', kind: 'money' },
  { name: 'counted_usd', title: 'COUNTED', kind: 'money' },
  { name: 'cap_usd', title: 'CAP', kind: 'money' },
  { name: 'restarted_ms', title: 'READY AGAIN MS', kind: 'count' },
  { name: 'faults', kind: 'text' },
]

export const drill: Verb = {
  name: 'drill',
  summary: 'Kill a proxy between every two steps of a call, and see that caps and ledger hold',
  details: [
    'It runs proxies of its own on a folder of its own, before a simulated Stripe that counts what was really executed; yours is not touched. ' +
      'In each round two charges of 20 USD fit under a cap of 50 USD and a third does not. During the second the proxy dies as by kill -9; it is started again, and the caller repeats with the same idempotency key, as SDKs do.',
    'Exit code 1 where anything did not hold.',
  ],
  kind: 'local',
  options: [option('--at <point>', 'only this point; once for each', { repeats: true })],
  async run(cli, given) {
    const [{ CRASH_POINTS }, { startSandbox }, { CAP_USD, drillRound }] = await Promise.all([
      import('@keybrake/server/drill'),
      import('@keybrake/sandbox'),
      import('./round.ts'),
    ])
    const unknown = given.texts('at').find((point) => !CRASH_POINTS.some((known) => known === point))
    if (unknown !== undefined) throw new Fault('usage', `there is no point ${unknown}: ${CRASH_POINTS.join(', ')}`)
    const points = given.texts('at').length > 0 ? given.texts('at') : CRASH_POINTS
    const sandbox = await startSandbox()
    const progress = new Progress(cli, 'drilling:')
    let failed = 0
    const rounds = async function* (): AsyncGenerator<readonly Row[]> {
      for (const [index, point] of points.entries()) {
        progress.at(`${index + 1} of ${points.length}, killed ${point}`)
        const { killedAt, executed, movedUsd, countedUsd, restartedMs, faults } = await drillRound(point, sandbox)
        if (faults.length > 0) failed++
        yield [
          {
            killed_at: killedAt,
            held: faults.length === 0 ? 'ok' : 'fail',
            executed,
            moved_usd: movedUsd,
            counted_usd: countedUsd,
            cap_usd: CAP_USD,
            restarted_ms: restartedMs,
            faults: faults.join('; '),
          },
        ]
      }
    }
    try {
      // For people one table at the end; for programs each round as it ends.
      const all = cli.out.isForPeople ? gathered(rounds()) : rounds()
      await cli.out.list({ columns: COLUMNS, pages: all, name: (row) => String(row['killed_at']), empty: '' })
    } finally {
      progress.end(null)
      await sandbox.close()
    }
    if (failed > 0) throw new Fault('unexpected', `${failed} of ${points.length} rounds did not hold`)
    cli.out.note(`${points.length} kills: caps, ledger and audit log held in each.`)
  },
}

async function* gathered(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  const all: Row[] = []
  for await (const page of pages) all.push(...page)
  yield all
}
