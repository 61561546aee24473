import type { Verb } from '../../verb.ts'
import { BUDGET_OPTIONS, changeOf } from './fields.ts'
import { writeBudget } from './show-budget.ts'

export const updateBudget: Verb = {
  name: 'update',
  summary: 'Change the caps of a shared budget; in force for the next call',
  kind: 'changes',
  args: [{ name: '<name>', description: 'its name or id' }],
  options: BUDGET_OPTIONS,
  examples: ['keybrake budgets update team-billing --monthly 1200 --daily none'],
  async run(cli, given) {
    const name = given.arg(0)
    const change = changeOf(given)
    if (cli.isDry) return cli.wouldSend('PATCH', `/vault/budgets/${encodeURIComponent(name)}`, change)
    await writeBudget(cli.out, await cli.client.budgets.change(name, change))
  },
}
