import { type CreateBudget, NotFound } from '@keybrake/client'
import type { Verb } from '../../verb.ts'
import { BUDGET_OPTIONS, changeOf } from './fields.ts'
import { writeBudget } from './show-budget.ts'

export const setBudget: Verb = {
  name: 'set',
  summary: 'Make a named budget, or change it where there is one: doing it again changes nothing',
  kind: 'changes',
  args: [{ name: '<name>', description: 'the name that keys draw on it by' }],
  options: BUDGET_OPTIONS,
  examples: ['keybrake budgets set team-billing --monthly 1000 --daily 100'],
  async run(cli, given) {
    const name = given.arg(0)
    const caps = changeOf(given)
    const exists = await cli.client.budgets.read(name).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFound) return false
        throw error
      },
    )
    const create = { name, ...caps } as CreateBudget
    if (cli.isDry)
      return exists
        ? cli.wouldSend('PATCH', `/vault/budgets/${encodeURIComponent(name)}`, caps)
        : cli.wouldSend('POST', '/vault/budgets', create)
    const { budgets } = cli.client
    await writeBudget(cli.out, exists ? await budgets.change(name, caps) : await budgets.create(create))
  },
}
