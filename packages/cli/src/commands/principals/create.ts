import type { CreatePrincipal, Role } from '@keybrake/client'
import { usage } from '../../fault.ts'
import { type Body, bodyFrom, type Field, field, FROM_FILE, optionsOf, readFields } from '../../fields/fields.ts'
import { PARAMETERS, parametersOf } from '../../fields/policy.ts'
import type { Row } from '../../output/columns.ts'
import { option, type Verb } from '../../verb.ts'
import { idOf } from '../keys/columns.ts'
import { CREDENTIAL, PRINCIPAL_COLUMNS } from './columns.ts'

const ROLES: readonly Role[] = ['operator', 'issuer', 'auditor']

/** Every ceiling that is one flag; `parameters` is JSON. */
export const CEILING_FIELDS: readonly Field[] = [
  field('--connection, --connections <name>', 'connections', 'list', 'a connection its keys may be for; once for each'),
  field('--vendor, --vendors <name>', 'vendors', 'list', 'a vendor its keys may be for; once for each'),
  field(
    '--allow-endpoint, --allowed-endpoints <entry>',
    'allowed_endpoints',
    'list',
    'what allowlists must lie inside; once for each',
  ),
  field('--max-usd-cap <usd>', 'max_usd_cap', 'text', 'no cap of a key may be larger'),
  field('--max-ttl <time>', 'max_ttl', 'text', 'the longest life of a key'),
  field(
    '--max-outstanding-usd <usd>',
    'max_outstanding_usd',
    'text',
    'what all its live keys together may still spend',
  ),
  field('--daily, --daily-usd-cap <usd>', 'daily_usd_cap', 'text', 'a budget of its own that all its keys draw on'),
  field('--keys-per-minute <n>', 'keys_per_minute', 'whole', 'how many keys it may issue in a minute'),
  field('--budget, --budgets <name>', 'budgets', 'list', 'a shared budget its keys may name; once for each'),
  field(
    '--required-budget, --required-budgets <name>',
    'required_budgets',
    'list',
    'a shared budget all its keys draw on; once for each',
  ),
  field('--account, --accounts <id>', 'accounts', 'list', 'a vendor account its keys may name; once for each'),
  field(
    '--open, --opened-endpoints <entry>',
    'opened_endpoints',
    'list',
    'a closed endpoint its keys may open; once for each',
  ),
  field(
    '--allow <what>',
    'allow',
    'list',
    'uncapped, observe or unknown_cost: what its keys may ask for; once for each',
  ),
]

export const createPrincipal: Verb = {
  name: 'create',
  alias: 'add',
  summary: 'Make a principal; its credential is shown this once',
  kind: 'changes',
  args: [{ name: '<name>', description: 'a name for people' }],
  options: [
    option('--role <role>', 'operator: everything; issuer: its own keys, within ceilings; auditor: reads everything', {
      choices: ROLES,
    }),
    ...optionsOf(CEILING_FIELDS),
    PARAMETERS,
    FROM_FILE,
    option('-q, --quiet', 'print the credential alone'),
  ],
  examples: [
    'keybrake principals create "batch jobs" --role issuer --vendor stripe --max-usd-cap 500 --max-ttl 4h --daily 2000',
    'keybrake principals create auditors --role auditor --quiet > auditor-credential',
  ],
  async run(cli, given) {
    const from = bodyFrom(given)
    const role = given.text('role') ?? from['role']
    if (role === undefined) throw usage('--role is needed: operator, issuer or auditor')
    const ceilings = {
      ...((from['ceilings'] ?? {}) as Body),
      ...readFields(given, CEILING_FIELDS, false),
      ...parametersOf(given),
    }
    const body = { ...from, name: given.arg(0), role, ...(Object.keys(ceilings).length === 0 ? {} : { ceilings }) }
    if (cli.isDry) return cli.wouldSend('POST', '/vault/principals', body)
    const made = await cli.client.principals.create(body as unknown as CreatePrincipal)
    if (given.flag('quiet')) return cli.out.write(`${made.credential}\n`)
    await cli.out.object(made as unknown as Row, [CREDENTIAL, ...PRINCIPAL_COLUMNS], idOf)
    if (cli.out.isForPeople) cli.out.note('\nThe credential is shown this once.')
  },
}
