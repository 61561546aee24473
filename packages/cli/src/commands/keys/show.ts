import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { writeKey } from './card.ts'

export const showKey: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show a vault key: its policy, and what is left of each cap',
  kind: 'reads',
  args: [{ name: '<id>', description: 'key_…' }],
  async run(cli, given) {
    const key = await cli.client.keys.read(given.arg(0))
    await writeKey(cli, key as unknown as Row)
  },
}
