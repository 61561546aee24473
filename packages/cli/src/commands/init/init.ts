import type { Connection, Keybrake } from '@keybrake/client'
import { askChoice, askText } from '../../ask.ts'
import type { Cli } from '../../cli.ts'
import { Fault, usage } from '../../fault.ts'
import { SECRET_OPTIONS, secretFrom } from '../../fields/secret.ts'
import type { Given } from '../../given.ts'
import { option, type Verb } from '../../verb.ts'
import { PRESETS } from './presets.ts'
import { privilegeOf } from './privilege.ts'
import { askSecretFields, fieldsOf } from './secret.ts'
import { curl, type Place, SNIPPETS } from './snippets.ts'

export const init: Verb = {
  name: 'init',
  summary: 'Set up a vendor step by step: its secret, a first vault key, and what to write in your program',
  details: ['What a flag says is not asked for. Without a terminal, --vendor and a secret are needed.'],
  kind: 'asks',
  options: [
    option('--vendor <name>', 'stripe, twilio, resend, or one of your own'),
    ...SECRET_OPTIONS,
    option('--daily <usd>', 'the first key’s cap for each 24 hours; 50 unless told'),
    option('--allow <entry>', 'what the first key may call; once for each', { repeats: true }),
    option('--ttl <time>', 'how long the first key lives; 4h unless told'),
    option('--label <text>', 'the first key’s label; first-key unless told'),
    option('--sdk <name>', 'for which the lines are shown', { choices: [...SNIPPETS.map(({ name }) => name), 'curl'] }),
  ],
  examples: [
    'keybrake init',
    'keybrake init --vendor stripe --secret-env STRIPE_SECRET_KEY --daily 20 --sdk stripe-python --yes',
  ],
  async run(cli, given) {
    const vendor = await vendorOf(cli, given)
    const connection = await connected(cli, given, vendor)
    if (connection === null) return cli.out.note('Nothing was changed.')
    const key = await firstKey(cli, given, vendor)
    const place: Place = {
      url: originOf(connection, cli.client),
      connection: connection.name,
      key: `"${key.vault_key}"`,
    }
    const sdk = await sdkOf(cli, given, vendor)
    cli.out.note(
      `\nThe vault key ${key.id} may spend ${String(key.daily_usd_cap)} USD a day until ${key.expires_at}. It is shown this once.\n`,
    )
    const snippet = SNIPPETS.find(({ name }) => name === sdk)
    const text = snippet?.text(place) ?? curl({ ...place, key: key.vault_key }, PRESETS[vendor]?.path ?? '/')
    if (!cli.out.isForPeople)
      return cli.out.object(
        { connection: connection.name, key_id: key.id, vault_key: key.vault_key, snippet: text },
        [
          { name: 'key_id', kind: 'id' },
          { name: 'vault_key', kind: 'id' },
        ],
        () => key.id,
      )
    await cli.out.write(`${text}\n`)
    cli.out.note('\nNext: keybrake audit --follow shows the calls as they come; keybrake brake on stops them all.')
  },
}

const canAsk = ({ streams }: Cli): boolean => streams.stdin.isTTY === true && streams.stderr.isTTY === true

async function vendorOf(cli: Cli, given: Given): Promise<string> {
  const told = given.text('vendor')
  const vendors = (await cli.client.vendors.list()).map(({ vendor }) => vendor)
  if (told !== null) {
    if (!vendors.includes(told)) throw usage(`there is no vendor ${told}: ${vendors.join(', ')}`)
    return told
  }
  if (!canAsk(cli)) throw usage('--vendor is needed where nobody can be asked')
  const first = ['stripe', 'twilio', 'resend'].filter((name) => vendors.includes(name))
  const others = vendors.filter((name) => !first.includes(name))
  return askChoice(
    cli.streams,
    'Which vendor?',
    [...first, ...others].map((value) => ({ value, label: value })),
  )
}

/** The vendor's default connection, with a secret that is looked at first; null where the person thought better of it. */
async function connected(cli: Cli, given: Given, vendor: string): Promise<Connection | null> {
  const present = (await cli.client.connections.list().toArray()).find(({ name }) => name === vendor)
  const isSet = present !== undefined && present.has_secret && !present.sandbox
  const told = secretFrom(cli, given)
  if (told === null && isSet) {
    cli.out.note(`The connection ${vendor} has its secret already; it stays as it is.`)
    return present
  }
  if (told === null && !canAsk(cli))
    throw usage('the vendor’s secret is needed: --secret-stdin, --secret-file or --secret-env')
  const names = (await cli.client.vendors.list()).find((each) => each.vendor === vendor)?.secret_fields ?? []
  const secret = told === null ? await askSecretFields(cli.streams, names) : fieldsOf(told, names)
  const { level, live, found, advice } = privilegeOf(vendor, secret)
  const effect = [`The secret: ${found}.`, ...(advice === null ? [] : [advice])]
  const replaces = isSet ? [`It replaces the present secret of ${vendor}.`] : []
  if (cli.isDry) {
    for (const line of [...effect, ...replaces]) cli.out.note(line)
    throw new Fault('done', 'nothing was changed')
  }
  // Only what may do more than it need, or what takes another's place, is asked about.
  if (level === 'least' && replaces.length === 0) cli.out.note(effect[0] ?? '')
  else if (!(await cli.mayGoOn([...effect, ...replaces], live === true ? 'Store this live secret?' : 'Store it?')))
    return null
  const [single] = Object.values(secret)
  const given_ = names.length === 1 && single !== undefined ? single : secret
  return present === undefined || present.sandbox
    ? cli.client.connections.create({ name: vendor, vendor, secret: given_ })
    : cli.client.connections.change(vendor, { secret: given_ })
}

async function firstKey(cli: Cli, given: Given, vendor: string) {
  const presets = PRESETS[vendor]?.allow ?? ['*']
  const told = given.text('daily')
  const isAmount = (text: string): string | undefined =>
    /^\d+(\.\d{1,6})?$/.test(text) ? undefined : 'must be an amount of USD: 50'
  const daily =
    told ??
    (canAsk(cli) && !given.flag('yes')
      ? await askText(cli.streams, 'At most how many USD a day for the first key?', '50', isAmount)
      : '50')
  return cli.client.keys.issue({
    vendor,
    daily_usd_cap: daily,
    allowed_endpoints: given.texts('allow').length > 0 ? given.texts('allow') : presets,
    expires_in: given.text('ttl') ?? '4h',
    label: given.text('label') ?? 'first-key',
  })
}

async function sdkOf(cli: Cli, given: Given, vendor: string): Promise<string> {
  const told = given.text('sdk')
  if (told !== null) return told
  const choices = SNIPPETS.filter((snippet) => snippet.vendor === vendor).map(({ name, label }) => ({
    value: name,
    label,
  }))
  if (choices.length === 0 || !canAsk(cli) || given.flag('yes')) return 'curl'
  return askChoice(cli.streams, 'What does your program call it with?', [
    ...choices,
    { value: 'curl', label: 'curl, or anything else over HTTP' },
  ])
}

/** The address that agents use, which may not be the one this command uses. */
const originOf = ({ base_url: baseUrl }: Connection, client: Keybrake): string =>
  URL.parse(baseUrl)?.origin ?? client.url
