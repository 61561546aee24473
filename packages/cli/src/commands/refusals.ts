import type { Refusals, RefusalsQuery } from '@keybrake/client'
import { field, optionsOf, readFields } from '../fields/fields.ts'
import type { Column, Row } from '../output/columns.ts'
import { whole } from '../paging.ts'
import { option, type Verb } from '../verb.ts'
import { FROM_TO, fromTo } from './audit/filters.ts'

export const REFUSAL_FIELDS = [
  field('--decision <decision>', 'decision', 'text', 'only what was refused, or only what observe mode let pass', {
    choices: ['refused', 'observed'],
  }),
  field('--per <period>', 'per', 'text', 'counted for each hour or day', { choices: ['hour', 'day'] }),
  field('--label <text>', 'label', 'text', 'only keys with this label'),
  field('--run <label>', 'run', 'text', 'only keys of this run'),
  field('--key, --key-id <id>', 'key_id', 'text', 'only this key'),
  field('--vendor <name>', 'vendor', 'text', 'only this vendor'),
  field('--operation <name>', 'operation', 'text', 'only this operation'),
  field('--zone <zone>', 'zone', 'text', 'whose days --per day means: an IANA name; UTC unless told'),
  field('--limit <n>', 'limit', 'whole', 'of so many counts at most, the largest; 1000 unless told'),
]

/** What a count can be of; all of them unless told. */
const MEMBERS = ['code', 'decision', 'label', 'vendor', 'operation'] as const
type Member = (typeof MEMBERS)[number]
type Line = Refusals['data'][number]

const LIMIT_DEFAULT = 1_000

export const refusals: Verb = {
  name: 'refusals',
  summary: 'What was refused, and how often: by code, label and operation, over time',
  details: [
    'What observe mode let pass, and a policy would have refused, is among them as observed; --decision tells them apart.',
  ],
  kind: 'reads',
  options: [
    option('--by <member>', 'sums by this alone', { choices: MEMBERS }),
    ...optionsOf(REFUSAL_FIELDS),
    ...FROM_TO,
  ],
  examples: ['keybrake refusals --since 24h', 'keybrake refusals --by code --per day --since 7d'],
  async run(cli, given) {
    const query: RefusalsQuery = { ...readFields(given, REFUSAL_FIELDS, false), ...fromTo(given, Date.now()) }
    const by = MEMBERS.find((member) => member === given.text('by')) ?? null
    const answer = await cli.client.spend.refusals(query)
    const lines = by === null ? answer.data : summedBy(by, answer.data)
    if (cli.out.format === 'json') return cli.out.object({ ...answer, data: lines }, [], () => '')
    await cli.out.list({
      columns: columnsOf(by, answer.per !== null),
      pages: whole(lines),
      name: (row) => String(row[by ?? 'code'] ?? ''),
      empty: 'Nothing was refused.',
    })
    if (answer.data.length === (query.limit ?? LIMIT_DEFAULT))
      cli.out.note('These are of the largest counts alone; there may be more: --limit, or a shorter --since.')
  },
}

const columnsOf = (by: Member | null, isPer: boolean): readonly Column[] => [
  ...(isPer ? [{ name: 'bucket', title: 'FROM', kind: 'text' } as const] : []),
  ...(by === null ? MEMBERS : [by]).map(
    (name): Column => ({ name, kind: 'text', ...(by === null ? SPARE[name] : {}) }),
  ),
  { name: 'count', kind: 'count' },
]

const SPARE: Partial<Record<Member, Pick<Column, 'spare'>>> = { vendor: { spare: 2 }, decision: { spare: 1 } }

/** In the order in which the buckets came, then the most frequent first. */
function summedBy(by: Member, lines: readonly Line[]): readonly Row[] {
  const sums = new Map<string, { bucket: string | null; count: number; member: string | null }>()
  for (const { bucket, count, [by]: member } of lines) {
    const name = JSON.stringify([bucket, member])
    sums.set(name, { bucket, member, count: (sums.get(name)?.count ?? 0) + count })
  }
  const order = new Map([...new Set(lines.map(({ bucket }) => bucket))].map((bucket, index) => [bucket, index]))
  return [...sums.values()]
    .sort((a, b) => (order.get(a.bucket) ?? 0) - (order.get(b.bucket) ?? 0) || b.count - a.count)
    .map(({ bucket, member, count }) => ({ bucket, [by]: member, count }))
}
