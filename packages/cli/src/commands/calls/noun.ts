import type { Noun, Verb } from '../../verb.ts'
import { writeCall } from './write-call.ts'

const showCall: Verb = {
  name: 'show',
  alias: 'get',
  summary: 'Show one call: how it was judged, what it cost, its budgets before and after it',
  kind: 'reads',
  args: [{ name: '<call_id>', description: 'call_…' }],
  async run(cli, given) {
    await writeCall(cli.out, await cli.client.audit.read(given.arg(0)))
  },
}

export const calls: Noun = { name: 'calls', summary: 'Single calls; lists of them are in audit', verbs: [showCall] }
