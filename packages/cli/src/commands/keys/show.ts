import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { idOf, KEY_CARD, LINE_COLUMNS } from './columns.ts'

export const showKey: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show a vault key: its policy, and what is left of each cap',
  kind: 'reads',
  args: [{ name: '<id>', description: 'key_…' }],
  async run(cli, given) {
    const key = await cli.client.keys.read(given.arg(0))
    const row = key as unknown as Row
    await cli.out.object(row, KEY_CARD, idOf)
    if (cli.out.isForPeople && key.budgets.length > 0)
      await cli.out.write(`\n${cli.out.table(LINE_COLUMNS, key.budgets as unknown as readonly Row[])}`)
  },
}
