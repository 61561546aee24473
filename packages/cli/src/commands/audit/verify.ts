import type { Cli } from '../../cli.ts'
import { Fault } from '../../fault.ts'
import type { Column } from '../../output/columns.ts'
import { Progress } from '../../output/progress.ts'
import { option, type Verb } from '../../verb.ts'
import { configArguments, serverEnvironment, SERVER_SETTINGS } from '../../server-settings.ts'
import type { Given } from '../../given.ts'

interface Report {
  readonly ok: boolean
  readonly entries: number
  readonly chains: number
  readonly fault: string | null
}

const COLUMNS: readonly Column[] = [
  { name: 'verified', kind: 'word', value: (row) => (row['ok'] === true ? 'ok' : 'fail') },
  { name: 'entries', kind: 'count' },
  { name: 'chains', kind: 'count' },
  { name: 'fault', kind: 'text' },
]

export const verifyAudit: Verb = {
  name: 'verify',
  summary: 'Recompute the audit log from its entries: hashes, rows, totals, signatures',
  details: [
    'A running Keybrake is asked to do it. With --stopped it is done here, on the data folder of one that does not run.',
    'Exit code 8 where anything was changed, removed or reordered.',
  ],
  kind: 'reads',
  options: [option('--stopped', 'read the data folder itself'), ...SERVER_SETTINGS],
  examples: ['keybrake audit verify', 'keybrake audit verify --stopped --data-dir /var/lib/keybrake'],
  async run(cli, given) {
    const report = await watched(cli, given)
    await cli.out.object({ ...report }, COLUMNS, () => (report.ok ? 'ok' : 'fail'))
    if (!report.ok) throw new Fault('auditFault', `the audit log does not verify: ${report.fault ?? 'no reason given'}`)
  },
}

async function watched(cli: Cli, given: Given): Promise<Report> {
  const done = new Progress(cli, 'verifying:').seconds()
  try {
    return await (given.flag('stopped') ? ofFolder(cli, given) : ofServer(cli))
  } finally {
    done()
  }
}

const ofServer = (cli: Cli): Promise<Report> => cli.client.audit.verify({ signal: cli.interrupted })

async function ofFolder(cli: Cli, given: Given): Promise<Report> {
  const { verifyFolder } = await import('@keybrake/server/offline')
  return verifyFolder(serverEnvironment(given, cli.env), configArguments(given))
}
