import { roomWords } from '../../output/money.ts'
import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { idOf, tightest } from '../keys/columns.ts'

export const deleteBudget: Verb = {
  name: 'delete',
  alias: 'rm',
  summary: 'Delete a shared budget that no live key draws on; for a run, its label may then start anew',
  kind: 'asks',
  args: [{ name: '<name>', description: 'its name or id' }],
  async run(cli, given) {
    const budget = await cli.client.budgets.read(given.arg(0))
    const line = tightest(budget as unknown as Row)
    const effect = [
      `The budget ${budget.name} (${budget.kind}): ${budget.live_keys} live keys draw on it, ${budget.open_holds} holds are open.`,
      line === null ? 'It has no cap.' : `Left of its tightest cap: ${roomWords(line['remaining_usd'])}.`,
      budget.kind === 'run'
        ? 'Issuing under its label starts a new run.'
        : 'A budget made under its name again goes on with the same counters.',
    ]
    if (cli.isDry) {
      cli.out.lines(effect)
      return cli.wouldSend('DELETE', `/vault/budgets/${budget.id}`)
    }
    if (!(await cli.mayGoOn(effect, `Delete ${budget.name}?`))) return cli.out.note('Nothing was deleted.')
    const deleted = await cli.client.budgets.delete(budget.id)
    await cli.out.object(
      deleted as unknown as Row,
      [
        { name: 'id', kind: 'id' },
        { name: 'deleted', kind: 'word' },
      ],
      idOf,
    )
  },
}
