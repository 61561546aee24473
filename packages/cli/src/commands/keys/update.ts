import type { ChangeKey } from '@keybrake/client'
import { usage } from '../../fault.ts'
import { classCapsOf } from '../../fields/caps.ts'
import { bodyFrom, FROM_FILE, readFields } from '../../fields/fields.ts'
import { CHANGE_FIELDS, CHANGE_OPTIONS } from '../../fields/policy.ts'
import type { Row } from '../../output/columns.ts'
import type { Verb } from '../../verb.ts'
import { idOf, KEY_CARD } from './columns.ts'

export const updateKey: Verb = {
  name: 'update',
  summary: 'Change a vault key’s caps, expiry, allowlist or label; in force for the next call',
  kind: 'changes',
  args: [{ name: '<id>', description: 'key_…' }],
  options: [...CHANGE_OPTIONS, FROM_FILE],
  examples: ['keybrake keys update key_… --daily 75 --ttl 2h', 'keybrake keys update key_… --rate none'],
  async run(cli, given) {
    const id = given.arg(0)
    const change = { ...bodyFrom(given), ...readFields(given, CHANGE_FIELDS, true), ...classCapsOf(given, true) }
    if (Object.keys(change).length === 0) throw usage('nothing to change is named', 'keybrake keys update --help')
    if (cli.isDry) return cli.wouldSend('PATCH', `/vault/keys/${id}`, change)
    const key = await cli.client.keys.change(id, change as ChangeKey)
    await cli.out.object(key as unknown as Row, KEY_CARD, idOf)
  },
}
