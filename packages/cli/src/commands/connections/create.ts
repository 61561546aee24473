import type { CreateConnection } from '@keybrake/client'
import { bodyFrom, FROM_FILE, optionsOf, readFields } from '../../fields/fields.ts'
import { HIDDEN_SECRET, needSecret, SECRET_OPTIONS, secretFrom } from '../../fields/secret.ts'
import { option, type Verb } from '../../verb.ts'
import { writeConnection } from './columns.ts'
import { CONNECTION_FIELDS } from './fields.ts'

export const createConnection: Verb = {
  name: 'create',
  alias: 'add',
  summary: 'Store a vendor account’s real secret under a name',
  kind: 'changes',
  args: [{ name: '<name>', description: 'its name in paths and hosts; the vendor’s own for the default connection' }],
  options: [
    option('--vendor <name>', 'the vendor; the name’s own unless told'),
    ...SECRET_OPTIONS,
    ...optionsOf(CONNECTION_FIELDS),
    option('--no-correlate', 'add no call id to what the vendor stores'),
    FROM_FILE,
  ],
  examples: [
    'keybrake connections create stripe --secret-env STRIPE_SECRET_KEY --daily 20000',
    'keybrake connections create twilio --secret-env account_sid=TWILIO_ACCOUNT_SID --secret-env auth_token=TWILIO_AUTH_TOKEN',
    'pass show stripe/eu | keybrake connections create stripe-eu --vendor stripe --secret-stdin',
  ],
  async run(cli, given) {
    const name = given.arg(0)
    const body = {
      name,
      vendor: given.text('vendor') ?? name,
      ...bodyFrom(given),
      ...readFields(given, CONNECTION_FIELDS, false),
      ...(given.notRefused('correlate') ? {} : { correlate: false }),
    }
    if (cli.isDry) {
      secretFrom(cli, given)
      return cli.wouldSend('POST', '/vault/connections', { ...body, secret: HIDDEN_SECRET })
    }
    const connection: CreateConnection = { ...body, secret: await needSecret(cli, given) }
    await writeConnection(cli.out, await cli.client.connections.create(connection))
  },
}
