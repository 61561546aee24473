import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { idOf } from '../keys/columns.ts'
import { PRINCIPAL_COLUMNS } from './columns.ts'

export const showPrincipal: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show a principal',
  kind: 'reads',
  args: [{ name: '<id>', description: 'prn_…, or admin' }],
  async run(cli, given) {
    await cli.out.object((await cli.client.principals.read(given.arg(0))) as unknown as Row, PRINCIPAL_COLUMNS, idOf)
  },
}
