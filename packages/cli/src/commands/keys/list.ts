import type { KeysQuery } from '@keybrake/client'
import { NEAREST, nearest, PAGE } from '../../common-options.ts'
import { field, optionsOf, readFields } from '../../fields/fields.ts'
import { pagesOf } from '../../paging.ts'
import type { Verb } from '../../verb.ts'
import { idOf, KEY_COLUMNS } from './columns.ts'

export const KEY_FILTERS = [
  field('--vendor <name>', 'vendor', 'text', 'keys of this vendor'),
  field('--connection <name>', 'connection', 'text', 'keys of this connection'),
  field('--label <text>', 'label', 'text', 'keys with exactly this label'),
  field('--run <label>', 'run', 'text', 'keys of this run'),
  field('--budget <name>', 'budget', 'text', 'keys that draw on this budget'),
  field('--status <status>', 'status', 'text', 'keys in this state', {
    choices: ['active', 'expired', 'revoked', 'exhausted'],
  }),
]

export const listKeys: Verb = {
  name: 'list',
  alias: 'ls',
  summary: 'List vault keys, newest first',
  kind: 'reads',
  options: [...optionsOf(KEY_FILTERS), NEAREST, ...PAGE],
  examples: ['keybrake keys list --status active', 'keybrake keys list --run billing/2026-11-29 -o name'],
  async run(cli, given) {
    const query: KeysQuery = { ...readFields(given, KEY_FILTERS, false), ...nearest(given) }
    await cli.out.list({
      columns: KEY_COLUMNS,
      pages: pagesOf((page) => cli.client.keys.list({ ...query, ...page }), given, cli.out),
      name: idOf,
      empty:
        'No such keys. Issue one: keybrake keys issue --vendor stripe --daily 50 --allow "POST /v1/payment_intents"',
    })
  },
}
