import { whole } from '../paging.ts'
import { configArguments, serverEnvironment, SERVER_SETTINGS } from '../server-settings.ts'
import { DATA_DIR } from '../common-options.ts'
import type { Column } from '../output/columns.ts'
import type { Noun, Verb } from '../verb.ts'

const COLUMNS: readonly Column[] = [
  { name: 'name', title: 'SETTING', kind: 'id' },
  { name: 'value', kind: 'text' },
  { name: 'from', kind: 'text', spare: 1 },
]

const showConfig: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show the server’s settings as a start here would take them, and where each comes from; never a secret',
  kind: 'local',
  options: [...SERVER_SETTINGS, DATA_DIR],
  async run(cli, given) {
    const { shownSettings } = await import('@keybrake/server/offline')
    const { settings, warnings } = shownSettings(serverEnvironment(given, cli.env), configArguments(given))
    for (const warning of warnings) cli.out.note(`note: ${warning}`)
    await cli.out.list({ columns: COLUMNS, pages: whole(settings), name: (row) => String(row['name']), empty: '' })
  },
}

export const config: Noun = { name: 'config', summary: 'The server’s settings', verbs: [showConfig] }
