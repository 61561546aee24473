import type { BudgetsQuery } from '@keybrake/client'
import { NEAREST, nearest, PAGE } from '../../common-options.ts'
import { field, optionsOf, readFields } from '../../fields/fields.ts'
import { pagesOf } from '../../paging.ts'
import type { Verb } from '../../verb.ts'
import { BUDGET_COLUMNS } from './columns.ts'

const FILTERS = [
  field('--kind <kind>', 'kind', 'text', 'only named budgets, or only runs', { choices: ['named', 'run'] }),
]

export const listBudgets: Verb = {
  name: 'list',
  alias: 'ls',
  summary: 'List shared budgets with what is left of the tightest cap',
  kind: 'reads',
  options: [...optionsOf(FILTERS), NEAREST, ...PAGE],
  async run(cli, given) {
    const query: BudgetsQuery = { ...readFields(given, FILTERS, false), ...nearest(given) }
    await cli.out.list({
      columns: BUDGET_COLUMNS,
      pages: pagesOf((page) => cli.client.budgets.list({ ...query, ...page }), given, cli.out),
      name: (row) => String(row['name']),
      empty: 'No shared budgets. Make one: keybrake budgets set team-billing --monthly 1000',
    })
  },
}
