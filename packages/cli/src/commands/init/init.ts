import type { Connection, Keybrake, Vendor } from '@keybrake/client'
import { askChoice, askText } from '../../ask.ts'
import type { Cli } from '../../cli.ts'
import { usage } from '../../fault.ts'
import { SECRET_OPTIONS } from '../../fields/secret.ts'
import type { Given } from '../../given.ts'
import { option, type Verb } from '../../verb.ts'
import { connectVendor } from './connect-vendor.ts'
import { PRESETS } from './presets.ts'
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
    const vendors = await cli.client.vendors.list()
    const vendor = await vendorOf(cli, given, vendors)
    const connection = await connectVendor(cli, given, vendor)
    if (connection === null) return cli.out.note('Nothing was changed.')
    const key = await firstKey(cli, given, vendor.vendor)
    const sdk = await sdkOf(cli, given, vendor.vendor)
    const place: Place = { url: originOf(connection, cli.client), connection: connection.name }
    const snippet = SNIPPETS.find(({ name }) => name === sdk)
    const lines = snippet?.text(place) ?? curl(place, PRESETS[vendor.vendor]?.request ?? '/')
    if (!cli.out.isForPeople)
      return cli.out.object(
        { connection: connection.name, key_id: key.id, vault_key: key.vault_key, snippet: lines },
        [
          { name: 'key_id', kind: 'id' },
          { name: 'vault_key', kind: 'id' },
        ],
        () => key.id,
      )
    const words = `The vault key ${key.id} may spend ${String(key.daily_usd_cap)} USD a day until ${key.expires_at}.`
    cli.out.note(`\n${words} It is shown this once:\n`)
    await cli.out.write(`export VAULT_KEY=${key.vault_key}\n\n${lines}\n`)
    cli.out.note('\nNext: keybrake audit --follow shows the calls as they come; keybrake brake on stops them all.')
  },
}

const canAsk = ({ streams }: Cli): boolean => streams.stdin.isTTY === true && streams.stderr.isTTY === true

async function vendorOf(cli: Cli, given: Given, vendors: readonly Vendor[]): Promise<Vendor> {
  const names = vendors.map(({ vendor }) => vendor)
  const name = given.text('vendor') ?? (await askVendor(cli, names))
  const found = vendors.find(({ vendor }) => vendor === name)
  if (found === undefined) throw usage(`there is no vendor ${name}: ${names.join(', ')}`)
  return found
}

async function askVendor(cli: Cli, names: readonly string[]): Promise<string> {
  if (!canAsk(cli)) throw usage('--vendor is needed where nobody can be asked')
  const first = Object.keys(PRESETS).filter((name) => names.includes(name))
  const all = [...first, ...names.filter((name) => !first.includes(name))]
  return askChoice(
    cli.streams,
    'Which vendor?',
    all.map((value) => ({ value, label: value })),
  )
}

async function firstKey(cli: Cli, given: Given, vendor: string) {
  const allow = given.texts('allow')
  return cli.client.keys.issue({
    vendor,
    daily_usd_cap: given.text('daily') ?? (await askDaily(cli, given)),
    allowed_endpoints: allow.length > 0 ? allow : (PRESETS[vendor]?.allow ?? ['*']),
    expires_in: given.text('ttl') ?? '4h',
    label: given.text('label') ?? 'first-key',
  })
}

const DAILY_DEFAULT = '50'

async function askDaily(cli: Cli, given: Given): Promise<string> {
  if (!canAsk(cli) || given.flag('yes')) return DAILY_DEFAULT
  const why = (text: string) => (/^\d+(\.\d{1,6})?$/.test(text) ? undefined : 'must be an amount of USD: 50')
  return askText(cli.streams, 'At most how many USD a day for the first key?', DAILY_DEFAULT, why)
}

async function sdkOf(cli: Cli, given: Given, vendor: string): Promise<string> {
  const told = given.text('sdk')
  if (told !== null) return told
  const choices = SNIPPETS.filter((snippet) => snippet.vendor === vendor)
  if (choices.length === 0 || !canAsk(cli) || given.flag('yes')) return 'curl'
  return askChoice(cli.streams, 'What does your program call it with?', [
    ...choices.map(({ name, label }) => ({ value: name, label })),
    { value: 'curl', label: 'curl, or anything else over HTTP' },
  ])
}

/** The address that agents use, which may not be the one this command uses. */
const originOf = ({ base_url: baseUrl }: Connection, client: Keybrake): string =>
  URL.parse(baseUrl)?.origin ?? client.url
