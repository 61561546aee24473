import { CAPS, LIMITS } from '../../fields/caps.ts'
import { field, type Field } from '../../fields/fields.ts'

const none = { canBeNone: true } as const

/** What a connection is set up with, besides its name and its secret. */
export const CONNECTION_FIELDS: readonly Field[] = [
  ...CAPS,
  ...LIMITS,
  field('--upstream <url>', 'upstream', 'text', 'an address in place of the vendor’s own'),
  field('--upstreams <product=url>', 'upstreams', 'pairs', 'the same for one of its products; once for each'),
  field('--account <id>', 'account', 'text', 'the vendor’s id of this account, where the secret does not say it', none),
  field('--setting, --settings <name=value>', 'settings', 'pairs', 'own prices and rates; once for each'),
  field('--idempotency-scope <whose>', 'idempotency_scope', 'text', 'connection: keys go to the vendor unchanged', {
    choices: ['principal', 'connection'],
  }),
  field(
    '--open, --opened-endpoints <entry>',
    'opened_endpoints',
    'list',
    'a closed endpoint that keys may open by name; once for each',
  ),
  field('--body-limit-bytes <n>', 'body_limit_bytes', 'whole', 'the largest request body', none),
]

/** Said as `--no-correlate`. */
export const OTHER_CONNECTION_FIELDS = ['name', 'vendor', 'secret', 'correlate'] as const
