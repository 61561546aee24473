import type { Spend, SpendQuery } from '@keybrake/client'
import { field, optionsOf, readFields } from '../fields/fields.ts'
import type { Column, Row } from '../output/columns.ts'
import { usdWords } from '../output/money.ts'
import { whole } from '../paging.ts'
import type { Verb } from '../verb.ts'
import { FROM_TO, fromTo } from './audit/filters.ts'

const GROUPS = ['label', 'run', 'key', 'vendor', 'budget', 'operation', 'money_class', 'tag'] as const
export const SPEND_FIELDS = [
  field('--by <group>', 'by', 'text', 'what the totals are for; label unless told', { choices: GROUPS }),
  field('--tag <name>', 'tag', 'text', 'with --by tag: whose values are the groups'),
  field('--top <n>', 'top', 'whole', 'so many groups, the largest; 1000 unless told'),
  field('--per <period>', 'per', 'text', 'a line for each hour or day', { choices: ['hour', 'day'] }),
  field('--label <text>', 'label', 'text', 'only keys with this label'),
  field('--run <label>', 'run', 'text', 'only keys of this run'),
  field('--key, --key-id <id>', 'key_id', 'text', 'only this key'),
  field('--vendor <name>', 'vendor', 'text', 'only this vendor'),
  field('--operation <name>', 'operation', 'text', 'only this operation'),
  field('--zone <zone>', 'zone', 'text', 'whose days --per day means: an IANA name; UTC unless told'),
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
  options: [...optionsOf(SPEND_FIELDS), ...FROM_TO],
  examples: ['keybrake spend --by run --since 7d', 'keybrake spend --by operation --per day --run billing/2026-11-29'],
  async run(cli, given) {
    const query: SpendQuery = { ...readFields(given, SPEND_FIELDS, false), ...fromTo(given, Date.now()) }
    const totals = await cli.client.spend.read(query)
    if (cli.out.format === 'json') return cli.out.object(totals as unknown as Row, [], () => '')
    await cli.out.list({
      columns: columns(totals.by, totals.per !== null),
      pages: whole(linesOf(totals)),
      name: (row) => String(row['group']),
      empty: 'Nothing was spent.',
    })
    const { total } = totals
    if (cli.out.isForPeople && total !== null && totals.data.length > 0)
      cli.out.note(`In all ${total.calls} calls: ${usdWords(total.spent_usd)} spent, ${usdWords(total.held_usd)} held.`)
  },
}

/** The groups that are not among the largest share a line. */
const linesOf = ({ data, rest }: Spend): readonly Row[] => [
  ...data.map((line): Row => ({ ...line })),
  ...rest.map((line): Row => ({ ...line, group: `(${line.groups} others)` })),
]
