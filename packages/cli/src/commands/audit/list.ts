import type { AuditQuery } from '@keybrake/client'
import { PAGE } from '../../common-options.ts'
import { usage } from '../../fault.ts'
import { optionsOf } from '../../fields/fields.ts'
import { pagesOf } from '../../paging.ts'
import { option, type Verb } from '../../verb.ts'
import { columnsOf, rowId } from './columns.ts'
import { FILTER_FIELDS, filterOf, FROM_TO, TAG } from './filters.ts'
import { follow } from './follow.ts'

export const listAudit: Verb = {
  name: 'list',
  alias: 'ls',
  summary: 'The audit log: every call, newest first; or as it happens',
  details: [
    'With --follow and --json it prints one event a line, without an end. It goes on by itself where its connection breaks.',
  ],
  kind: 'reads',
  options: [
    option('-f, --follow', 'calls as they happen, until Ctrl-C'),
    ...optionsOf(FILTER_FIELDS),
    TAG,
    ...FROM_TO,
    ...PAGE,
  ],
  examples: [
    'keybrake audit --decision refused --since 2h',
    'keybrake audit --run billing/2026-11-29 -o csv > run.csv',
    'keybrake audit --follow --label nightly',
  ],
  async run(cli, given) {
    const filter = filterOf(given, Date.now())
    if (given.flag('follow')) {
      const clash =
        ['since', 'until', 'limit'].find((name) => given.text(name) !== null) ?? (given.flag('all') ? 'all' : undefined)
      if (clash !== undefined) throw usage(`--follow shows what happens from now on; leave --${clash} out`)
      return follow(cli, filter)
    }
    await cli.out.list({
      columns: columnsOf(filter.kind),
      pages: pagesOf((page) => cli.client.audit.list<AuditQuery>({ ...filter, ...page }), given, cli.out),
      name: rowId,
      empty: 'No such calls.',
    })
  },
}
