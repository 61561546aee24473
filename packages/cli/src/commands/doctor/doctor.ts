import { SERVER } from '../../common-options.ts'
import { connect, targetOf } from '../../connect.ts'
import { Fault } from '../../fault.ts'
import type { Column } from '../../output/columns.ts'
import { plain } from '../../output/plain.ts'
import type { Style, Terminal } from '../../output/terminal.ts'
import { whole } from '../../paging.ts'
import { configArguments, serverEnvironment, SERVER_SETTINGS } from '../../server-settings.ts'
import { option, type Verb } from '../../verb.ts'
import type { Finding } from './finding.ts'
import { checkServer } from './server.ts'
import { checkEnvironment, environmentOf } from './vendor-secrets.ts'

const COLUMNS: readonly Column[] = [
  { name: 'status', title: '', kind: 'word' },
  { name: 'check', kind: 'text' },
  { name: 'found', kind: 'text' },
  { name: 'fix', kind: 'text' },
]

export const doctor: Verb = {
  name: 'doctor',
  summary: 'Check settings, data folder, server, upstreams, clocks and database; and that no vendor secret lies about',
  details: ['Every fault comes with its fix. Exit code 1 where a check failed; warnings alone are exit code 0.'],
  kind: 'local',
  options: [
    option('--pid <n>', 'look at the environment of this process, an agent’s, instead of this shell’s'),
    ...SERVER_SETTINGS,
    ...SERVER,
  ],
  examples: ['keybrake doctor', 'keybrake doctor --pid $(pgrep -f agent.py)'],
  async run(cli, given) {
    const { checkSettings } = await import('./settings.ts')
    const target = targetOf(given, cli.env)
    const pid = given.whole('pid', '--pid', 1)
    const findings: readonly Finding[] = [
      ...(pid === null
        ? checkEnvironment(cli.env, 'this shell')
        : checkEnvironment(environmentOf(pid), `process ${pid}`)),
      ...(await checkSettings(serverEnvironment(given, cli.env), configArguments(given))),
      ...(await checkServer(target, target.credential === null ? null : connect(given, cli.env))),
    ]
    if (cli.out.format === 'table')
      await cli.out.write(findings.map((finding) => paragraph(finding, cli.out.out.paint)).join(''))
    else
      await cli.out.list({
        columns: COLUMNS,
        pages: whole(findings),
        name: (row) => `${String(row['status'])} ${String(row['check'])}`,
        empty: '',
      })
    const failed = findings.filter(({ status }) => status === 'fail').length
    if (failed > 0) throw new Fault('unexpected', `${failed} of ${findings.length} checks failed`)
    cli.out.note(`${findings.length} checks, no fault.`)
  },
}

const STYLES: Readonly<Record<Finding['status'], Style>> = { ok: 'green', warn: 'yellow', fail: 'red' }

/** A fix is read, copied and run: it stands on a line of its own and is never cut. */
function paragraph({ status, check, found, fix }: Finding, paint: Terminal['paint']): string {
  const head = `${paint(STYLES[status], status.padEnd(4))}  ${plain(check)}: ${plain(found)}\n`
  return fix === null ? head : `${head}      ${paint('dim', '→')} ${plain(fix)}\n`
}
