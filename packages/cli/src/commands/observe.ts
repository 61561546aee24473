import type { Observed } from '@keybrake/client'
import type { Column, Row } from '../output/columns.ts'
import { whole } from '../paging.ts'
import type { Verb } from '../verb.ts'

type Label = Observed['data'][number]

/** `endpoint_not_allowed payouts.create 40×` */
const observedText = ({ observed }: Label): string =>
  observed.map(({ code, operation, count }) => `${code} ${operation ?? 'an unknown path'} ${count}×`).join(', ')

const callsOf = ({ observed }: Label): number => observed.reduce((sum, { count }) => sum + count, 0)

const COLUMNS: readonly Column[] = [
  { name: 'label', kind: 'text' },
  { name: 'keys', kind: 'count', spare: 1 },
  { name: 'spent_usd', title: 'SPENT', kind: 'money', spare: 3 },
  { name: 'p99_daily_usd', title: 'A DAY', kind: 'money', spare: 2 },
  { name: 'suggested_daily_usd_cap', title: 'CAP THAT FITS', kind: 'money' },
  { name: 'calls', title: 'CALLS', kind: 'count' },
  { name: 'would_refuse', title: 'WOULD HAVE BEEN REFUSED', kind: 'text' },
]

export const observe: Verb = {
  name: 'observe',
  summary: 'What the policies of keys in observe mode would have refused in 7 days, and a daily cap that fits',
  details: [
    'A line for each label of live keys in observe mode. A DAY is what one key spent on a day, in 99 of 100 cases at most; CALLS counts those that would have been refused.',
    'To enforce a policy that fits, issue the key again without --mode observe.',
  ],
  kind: 'reads',
  examples: ['keybrake observe', "keybrake observe --json | jq '.data[] | {label, suggested_daily_usd_cap}'"],
  async run(cli) {
    const report = await cli.client.spend.observed()
    if (cli.out.format === 'json') return cli.out.object(report as unknown as Row, [], () => '')
    await cli.out.list({
      columns: COLUMNS,
      pages: whole(
        report.data.map((label) => ({ ...label, calls: callsOf(label), would_refuse: observedText(label) })),
      ),
      name: (row) => String(row['label'] ?? ''),
      empty: 'No key observes. Issue one: keybrake keys issue --mode observe …',
    })
    if (!report.complete) cli.out.note(`Of the newest ${report.considered.toLocaleString('en-US')} live keys.`)
  },
}
