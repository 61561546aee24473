import type { Verb } from '../../verb.ts'
import { writeConnection } from './columns.ts'

export const showConnection: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show a connection and what is left of its caps',
  kind: 'reads',
  args: [{ name: '<name>', description: 'its name' }],
  async run(cli, given) {
    await writeConnection(cli.out, await cli.client.connections.read(given.arg(0)))
  },
}
