import { type CallRow, type ResolveCall } from '@keybrake/client'
import { REASON } from '../../common-options.ts'
import { usage } from '../../fault.ts'
import type { Given } from '../../given.ts'
import { usdWords } from '../../output/money.ts'
import { option, type Verb } from '../../verb.ts'
import { writeCall } from '../calls/write-call.ts'

export const resolveCall: Verb = {
  name: 'resolve',
  summary: 'End a hold of unknown fate by a person’s word: the vendor did it, or certainly did not',
  kind: 'asks',
  args: [{ name: '<call_id>', description: 'call_…' }],
  options: [
    option('--executed', 'the vendor performed the call'),
    option('--not-executed', 'it certainly did not: the hold is given back'),
    option('--cost, --cost-usd <usd>', 'what it cost; the whole hold unless told'),
    REASON,
  ],
  examples: [
    'keybrake audit --state unknown',
    'keybrake audit resolve call_… --executed --cost 29.99 --reason "found in the vendor’s dashboard"',
  ],
  async run(cli, given) {
    const callId = given.arg(0)
    const resolution = resolutionOf(given)
    if (cli.isDry) return cli.wouldSend('POST', `/vault/audit/${callId}/resolve`, resolution)
    const row = await cli.client.audit.read(callId)
    if (!(await cli.mayGoOn(effectOf(row, resolution), 'Is that so?'))) return cli.out.note('Nothing was changed.')
    await writeCall(cli.out, await cli.client.audit.resolve(callId, resolution))
  },
}

function resolutionOf(given: Given): ResolveCall {
  const executed = given.flag('executed')
  if (executed === given.flag('notExecuted')) throw usage('say what is known: --executed or --not-executed')
  const reason = given.text('reason')
  if (reason === null) throw usage('--reason is needed: how is this known?')
  const cost = given.text('costUsd')
  if (cost !== null && !executed) throw usage('--cost needs --executed: what was not executed cost nothing')
  return { executed, reason, ...(cost === null ? {} : { cost_usd: cost }) }
}

function effectOf(row: CallRow, { executed, cost_usd: cost }: ResolveCall): readonly string[] {
  const call = `${row.operation ?? row.path ?? 'The call'} of ${row.key_label ?? row.key_id}, ${row.time}: ${row.state ?? '-'}, ${usdWords(row.cost_usd)} counted.`
  if (!executed) return [call, `${usdWords(row.cost_usd)} are given back to its budgets.`]
  return [call, `${cost === undefined ? usdWords(row.cost_usd) : `${cost} USD`} are counted as spent.`]
}
