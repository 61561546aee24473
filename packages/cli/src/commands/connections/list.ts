import { PAGE } from '../../common-options.ts'
import { pagesOf } from '../../paging.ts'
import type { Verb } from '../../verb.ts'
import { CONNECTION_COLUMNS, nameOf } from './columns.ts'

export const listConnections: Verb = {
  name: 'list',
  alias: 'ls',
  summary: 'List connections; secrets are never shown',
  kind: 'reads',
  options: PAGE,
  async run(cli, given) {
    await cli.out.list({
      columns: CONNECTION_COLUMNS,
      pages: pagesOf((page) => cli.client.connections.list(page), given, cli.out),
      name: nameOf,
      empty:
        'No connections. Make one: keybrake connections create stripe --vendor stripe --secret-env STRIPE_SECRET_KEY',
    })
  },
}
