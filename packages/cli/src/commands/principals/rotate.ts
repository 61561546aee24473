import type { Row } from '../../output/columns.ts'
import { option, type Verb } from '../../verb.ts'
import { idOf } from '../keys/columns.ts'
import { CREDENTIAL } from './columns.ts'

export const rotatePrincipal: Verb = {
  name: 'rotate',
  summary: 'Replace a principal’s credential; the former one ends, its keys and runs stay',
  kind: 'asks',
  args: [{ name: '<id>', description: 'prn_…' }],
  options: [option('-q, --quiet', 'print the new credential alone')],
  async run(cli, given) {
    const id = given.arg(0)
    if (cli.isDry) return cli.wouldSend('POST', `/vault/principals/${id}/rotate`)
    const { name, role } = await cli.client.principals.read(id)
    if (!(await cli.mayGoOn([`${name} (${role}): whoever uses its present credential is signed out.`], 'Replace it?')))
      return cli.out.note('Nothing was changed.')
    const rotated = await cli.client.principals.rotate(id)
    if (given.flag('quiet')) return cli.out.write(`${rotated.credential}\n`)
    await cli.out.object(rotated as unknown as Row, [{ name: 'id', kind: 'id' }, CREDENTIAL], idOf)
  },
}
