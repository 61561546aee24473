import { REASON } from '../../common-options.ts'
import { option, type Verb } from '../../verb.ts'
import { writeBrake } from './write-brake.ts'

export const brakeOn: Verb = {
  name: 'on',
  summary: 'Engage the brake: from the answer on, no call is admitted. Never asks',
  kind: 'changes',
  options: [option('--vendor <name>', 'only this vendor’s calls'), REASON],
  examples: ['keybrake brake on', 'keybrake brake on --vendor stripe --reason "incident 12"'],
  async run(cli, given) {
    const vendor = given.text('vendor') ?? undefined
    // Whoever pulls an emergency stop is not asked for a reason first.
    const reason = given.text('reason') ?? 'engaged from the command line'
    if (cli.isDry)
      return cli.wouldSend('PUT', '/vault/brake', {
        engaged: true,
        ...(vendor === undefined ? {} : { vendor }),
        reason,
      })
    await writeBrake(cli.out, await cli.client.brake.engage(reason, vendor))
  },
}
