import { REASON } from '../../common-options.ts'
import { usage } from '../../fault.ts'
import type { Brake } from '@keybrake/client'
import { timeCell } from '../../output/time.ts'
import { option, type Verb } from '../../verb.ts'
import { writeBrake } from './write-brake.ts'

export const brakeOff: Verb = {
  name: 'off',
  summary: 'Release the brake: calls pass again. Asks, and wants a reason',
  kind: 'asks',
  options: [option('--vendor <name>', 'only this vendor’s brake'), REASON],
  examples: ['keybrake brake off --reason "agent stopped" --yes'],
  async run(cli, given) {
    const vendor = given.text('vendor')
    const reason = given.text('reason')
    if (reason === null) throw usage('releasing the brake wants a reason', 'keybrake brake off --reason "…"')
    if (cli.isDry)
      return cli.wouldSend('PUT', '/vault/brake', { engaged: false, ...(vendor === null ? {} : { vendor }), reason })
    const live = await cli.client.keys.list({ status: 'active', ...(vendor === null ? {} : { vendor }) }).toArray(1001)
    const effect = [
      whatStands(await cli.client.brake.read(), vendor),
      `Calls of ${live.length > 1000 ? 'more than 1,000' : live.length} live keys will pass again.`,
    ]
    if (!(await cli.mayGoOn(effect, 'Release it?'))) return cli.out.note('The brake stays as it is.')
    await writeBrake(cli.out, await cli.client.brake.release(reason, vendor ?? undefined))
  },
}

function whatStands(brake: Brake, vendor: string | null): string {
  const found = vendor === null ? brake : brake.vendors.find((each) => each.vendor === vendor)
  const whose = vendor === null ? 'The brake of every vendor' : `The brake of ${vendor}`
  if (found?.engaged !== true) return `${whose} is not engaged.`
  return `${whose} is engaged (${found.reason ?? 'no reason given'}; ${timeCell(found.changed_at, Date.now())} by ${found.changed_by ?? '-'}).`
}
