import type { Verb } from '../../verb.ts'
import { writeBrake } from './write-brake.ts'

export const brakeStatus: Verb = {
  name: 'status',
  alias: 'show',
  summary: 'Show which brakes are engaged, since when, by whom and why',
  kind: 'reads',
  async run(cli) {
    await writeBrake(cli.out, await cli.client.brake.read())
  },
}
