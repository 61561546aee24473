/** The vendor's default connection, with a secret that is looked at before it is stored. */
import type { Connection, Vendor } from '@keybrake/client'
import type { Cli } from '../../cli.ts'
import { usage } from '../../fault.ts'
import { HIDDEN_SECRET, secretFrom } from '../../fields/secret.ts'
import type { Given } from '../../given.ts'
import { privilegeOf } from './privilege.ts'
import { askSecretFields, fieldsOf } from './secret.ts'

/** @returns null where the person thought better of it, and with `--dry-run` */
export async function connectVendor(
  cli: Cli,
  given: Given,
  { vendor, secret_fields: names }: Vendor,
): Promise<Connection | null> {
  const present = (await cli.client.connections.list().toArray()).find(({ name }) => name === vendor)
  const isSet = present !== undefined && present.has_secret && !present.sandbox
  const told = secretFrom(cli, given)
  if (told === null && isSet) {
    cli.out.note(`The connection ${vendor} has its secret already; it stays as it is.`)
    return cli.isDry ? null : present
  }
  const canAsk = cli.streams.stdin.isTTY && cli.streams.stderr.isTTY
  if (told === null && !canAsk)
    throw usage('the vendor’s secret is needed: --secret-stdin, --secret-file or --secret-env')
  const secret = told === null ? await askSecretFields(cli.streams, names) : fieldsOf(told, names)
  if (!(await maySend(cli, vendor, secret, isSet))) return null
  const { connections } = cli.client
  // A simulated vendor gives way to the real one.
  return present === undefined || present.sandbox
    ? connections.create({ name: vendor, vendor, secret })
    : connections.change(vendor, { secret })
}

/** Only what may do more than it need, or what takes another's place, is asked about. */
async function maySend(
  cli: Cli,
  vendor: string,
  secret: Readonly<Record<string, string>>,
  replaces: boolean,
): Promise<boolean> {
  const { level, live, found, advice } = privilegeOf(vendor, secret)
  const effect = [
    `The secret: ${found}.`,
    ...(advice === null ? [] : [advice]),
    ...(replaces ? [`It replaces the present secret of ${vendor}.`] : []),
  ]
  if (cli.isDry) {
    cli.out.lines(effect)
    await cli.wouldSend(replaces ? 'PATCH' : 'POST', `/vault/connections${replaces ? `/${vendor}` : ''}`, {
      ...(replaces ? {} : { name: vendor, vendor }),
      secret: HIDDEN_SECRET,
    })
    return false
  }
  if (level !== 'least' || replaces) return cli.mayGoOn(effect, live === true ? 'Store this live secret?' : 'Store it?')
  cli.out.lines(effect)
  return true
}
