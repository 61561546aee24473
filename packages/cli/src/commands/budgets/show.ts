import type { Verb } from '../../verb.ts'
import { writeBudget } from './show-budget.ts'

export const showBudget: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show a shared budget by name or id: what is left of each cap',
  kind: 'reads',
  args: [{ name: '<name>', description: 'its name or id' }],
  async run(cli, given) {
    await writeBudget(cli.out, await cli.client.budgets.read(given.arg(0)))
  },
}
