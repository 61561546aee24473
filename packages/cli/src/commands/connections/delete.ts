import { blastRadius, radiusWords } from '../../blast-radius.ts'
import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'

export const deleteConnection: Verb = {
  name: 'delete',
  alias: 'rm',
  summary: 'Delete a connection, erase its secret and revoke its keys',
  kind: 'asks',
  args: [{ name: '<name>', description: 'its name' }],
  async run(cli, given) {
    const { name, vendor } = await cli.client.connections.read(given.arg(0))
    const ofIt = async function* () {
      for await (const key of cli.client.keys.list({ vendor })) if (key.connection === name) yield key
    }
    const effect = [
      `The connection ${name}: its secret will be erased, and its keys revoked.`,
      ...radiusWords(await blastRadius(cli.client, ofIt()), `of ${name}`),
    ]
    if (cli.isDry) {
      cli.out.lines(effect)
      return cli.wouldSend('DELETE', `/vault/connections/${name}`)
    }
    if (!(await cli.mayGoOn(effect, `Delete ${name}?`))) return cli.out.note('Nothing was deleted.')
    const deleted = await cli.client.connections.delete(name)
    await cli.out.object(
      deleted as unknown as Row,
      [
        { name: 'id', kind: 'id' },
        { name: 'deleted', kind: 'word' },
      ],
      (row) => String(row['id']),
    )
  },
}
