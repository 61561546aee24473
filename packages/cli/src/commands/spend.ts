import type { SpendQuery } from '@keybrake/client'
import { field, optionsOf, readFields } from '../fields/fields.ts'
import type { Column, Row } from '../output/columns.ts'
import { whole } from '../paging.ts'
import type { Verb } from '../verb.ts'
import { FROM_TO, fromTo } from './audit/filters.ts'

const GROUPS = ['label', 'run', 'key', 'vendor', 'budget', 'operation', 'money_class'] as const
const FIELDS = [
  field('--by <group>', 'by', 'text', 'what the totals are for; label unless told', { choices: GROUPS }),
  field('--per <period>', 'per', 'text', 'a line for each hour or day (UTC)', { choices: ['hour', 'day'] }),
  field('--label <text>', 'label', 'text', 'only keys with this label'),
  field('--run <label>', 'run', 'text', 'only keys of this run'),
  field('--key, --key-id <id>', 'key_id', 'text', 'only this key'),
  field('--vendor <name>', 'vendor', 'text', 'only this vendor'),
]

const columns = (by: string, isPer: boolean): readonly Column[] => [
  ...(isPer ? [{ name: 'bucket', title: 'FROM', kind: 'text' } as const] : []),
  {
    name: 'group',
    title: by.toUpperCase(),
    kind: 'text',
    value: (row: Row) => (row['group'] === '' ? null : row['group']),
  },
  { name: 'calls', kind: 'count' },
  { name: 'spent_usd', title: 'SPENT', kind: 'money' },
  { name: 'held_usd', title: 'HELD', kind: 'money' },
]

export const spend: Verb = {
  name: 'spend',
  summary: 'What was spent: totals by label, run, key, vendor, budget, operation or class of money',
  kind: 'reads',
  options: [...optionsOf(FIELDS), ...FROM_TO],
  examples: ['keybrake spend --by run --since 7d', 'keybrake spend --by operation --per day --run billing/2026-11-29'],
  async run(cli, given) {
    const query: SpendQuery = { ...readFields(given, FIELDS, false), ...fromTo(given, Date.now()) }
    const totals = await cli.client.spend.read(query)
    if (cli.out.format === 'json') return cli.out.object(totals as unknown as Row, [], () => '')
    await cli.out.list({
      columns: columns(totals.by, totals.per !== null),
      pages: whole(totals.data),
      name: (row) => String(row['group']),
      empty: 'Nothing was spent.',
    })
  },
}
