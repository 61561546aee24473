import { radiusWords, underWay } from '../../blast-radius.ts'
import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { idOf } from '../keys/columns.ts'

export const deletePrincipal: Verb = {
  name: 'delete',
  alias: 'rm',
  summary: 'Delete a principal and revoke the keys it issued, in one step',
  kind: 'asks',
  args: [{ name: '<id>', description: 'prn_…' }],
  async run(cli, given) {
    const { id, name, live_keys: keys } = await cli.client.principals.read(given.arg(0))
    const calls = await underWay(cli.client, ({ principal }) => principal === id)
    const effect = [`${name} will call nothing any more.`, ...radiusWords({ keys, ...calls }, `issued by ${name}`)]
    if (cli.isDry) {
      cli.out.lines(effect)
      return cli.wouldSend('DELETE', `/vault/principals/${id}`)
    }
    if (!(await cli.mayGoOn(effect, `Delete ${name}?`))) return cli.out.note('Nothing was deleted.')
    const deleted = await cli.client.principals.delete(id)
    await cli.out.object(
      deleted as unknown as Row,
      [
        { name: 'id', kind: 'id' },
        { name: 'deleted', kind: 'word' },
        { name: 'revoked', kind: 'count' },
      ],
      idOf,
    )
  },
}
