import { DATA_DIR } from '../common-options.ts'
import { Fault } from '../fault.ts'
import { usdWords } from '../output/money.ts'
import { configArguments, serverEnvironment, SERVER_SETTINGS } from '../server-settings.ts'
import { option, type Verb } from '../verb.ts'

export const recover: Verb = {
  name: 'recover',
  summary: 'After a backup was put back: revoke every key, close every run, count open windows as full',
  details: [
    'A ledger that was rolled back knows neither the keys that were revoked since nor the money that was spent. Run this before the first start on it. ' +
      'Each step is an entry of the audit log; windows open again when they reset, and a cap over all time when it is raised.',
  ],
  kind: 'local',
  options: [
    ...SERVER_SETTINGS,
    DATA_DIR,
    option('-y, --yes', 'do not ask'),
    option('--dry-run', 'say what it would do, and change nothing'),
  ],
  examples: ['keybrake recover --data-dir /var/lib/keybrake --dry-run'],
  async run(cli, given) {
    const { recoverFolder } = await import('@keybrake/server/offline')
    const [env, argv] = [serverEnvironment(given, cli.env), configArguments(given)]
    const plan = await recoverFolder(env, argv, true)
    const effect = [
      `${plan.revokedKeys} live keys will be revoked, ${plan.closedRuns} runs closed.`,
      ...plan.filledBudgets.map(
        ({ name, added }) =>
          `${name}: ${usdWords(Number(added) / 1_000_000)} more will be counted; nothing will be left.`,
      ),
      ...plan.leftBudgets.map((name) => `${name}: cannot be counted as full, because there is no connection.`),
    ]
    if (given.flag('dryRun')) {
      cli.out.lines(effect)
      return cli.out.object(shown(plan, true), COLUMNS, () => '')
    }
    if (!(await cli.mayGoOn(effect, 'Is this ledger a restored backup?'))) return cli.out.note('Nothing was changed.')
    const done = await recoverFolder(env, argv, false)
    await cli.out.object(shown(done, false), COLUMNS, () => '')
    if (done.leftBudgets.length > 0)
      throw new Fault(
        'conflict',
        `${done.leftBudgets.length} budgets still have room: there is no connection to count on`,
        {
          next: 'set their caps to 0, or connect a vendor and run keybrake recover again',
        },
      )
  },
}

const COLUMNS = [
  { name: 'revoked_keys', kind: 'count' },
  { name: 'closed_runs', kind: 'count' },
  { name: 'filled_budgets', kind: 'text' },
  { name: 'left_budgets', kind: 'text' },
] as const

interface Plan {
  readonly revokedKeys: number
  readonly closedRuns: number
  readonly filledBudgets: readonly { readonly name: string }[]
  readonly leftBudgets: readonly string[]
}

const shown = ({ revokedKeys, closedRuns, filledBudgets, leftBudgets }: Plan, dryRun: boolean) => ({
  dry_run: dryRun,
  revoked_keys: revokedKeys,
  closed_runs: closedRuns,
  filled_budgets: filledBudgets.map(({ name }) => name),
  left_budgets: leftBudgets,
})
