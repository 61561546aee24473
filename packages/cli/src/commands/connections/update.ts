import type { ChangeConnection } from '@keybrake/client'
import { usage } from '../../fault.ts'
import { bodyFrom, changeable, FROM_FILE, optionsOf, readFields } from '../../fields/fields.ts'
import { HIDDEN_SECRET, SECRET_OPTIONS, secretFrom } from '../../fields/secret.ts'
import { option, type Verb } from '../../verb.ts'
import { writeConnection } from './columns.ts'
import { CONNECTION_FIELDS } from './fields.ts'

const FIELDS = changeable(CONNECTION_FIELDS)

export const updateConnection: Verb = {
  name: 'update',
  summary: 'Change a connection, or replace its secret; a new address or vendor must carry the secret anew',
  kind: 'changes',
  args: [{ name: '<name>', description: 'its name' }],
  options: [
    option('--vendor <name>', 'another vendor'),
    ...SECRET_OPTIONS,
    ...optionsOf(FIELDS),
    option('--correlate', 'let the proxy add its call id to what the vendor stores'),
    option('--no-correlate', 'add none'),
    FROM_FILE,
  ],
  examples: [
    'keybrake connections update stripe --daily 30000 --rate 600/m',
    'keybrake connections update stripe --secret-file /run/secrets/stripe',
  ],
  async run(cli, given) {
    const name = given.arg(0)
    const vendor = given.text('vendor')
    const change: ChangeConnection = {
      ...bodyFrom(given),
      ...(vendor === null ? {} : { vendor }),
      ...readFields(given, FIELDS, true),
      ...(given.flag('correlate') ? { correlate: true } : given.notRefused('correlate') ? {} : { correlate: false }),
    }
    const secret = secretFrom(cli, given)
    if (secret === null && Object.keys(change).length === 0)
      throw usage('nothing to change is named', 'keybrake connections update --help')
    if (cli.isDry)
      return cli.wouldSend('PATCH', `/vault/connections/${name}`, {
        ...change,
        ...(secret === null ? {} : { secret: HIDDEN_SECRET }),
      })
    const sent = { ...change, ...(secret === null ? {} : { secret }) }
    await writeConnection(cli.out, await cli.client.connections.change(name, sent))
  },
}
