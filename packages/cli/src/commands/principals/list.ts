import { PAGE } from '../../common-options.ts'
import { pagesOf } from '../../paging.ts'
import type { Verb } from '../../verb.ts'
import { idOf } from '../keys/columns.ts'
import { PRINCIPAL_COLUMNS } from './columns.ts'

export const listPrincipals: Verb = {
  name: 'list',
  alias: 'ls',
  summary: 'List who may call the admin API, and within which ceilings',
  kind: 'reads',
  options: PAGE,
  async run(cli, given) {
    await cli.out.list({
      columns: PRINCIPAL_COLUMNS,
      pages: pagesOf((page) => cli.client.principals.list(page), given, cli.out),
      name: idOf,
      empty: 'No principals.',
    })
  },
}
