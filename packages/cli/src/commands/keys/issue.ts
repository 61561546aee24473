import { randomUUID } from 'node:crypto'
import type { IssueKey } from '@keybrake/client'
import { classCapsOf } from '../../fields/caps.ts'
import { bodyFrom, FROM_FILE, readFields } from '../../fields/fields.ts'
import { ISSUE_FIELDS, ISSUE_OPTIONS, needVendor, otherPolicy } from '../../fields/policy.ts'
import type { Row } from '../../output/columns.ts'
import { option, type Verb } from '../../verb.ts'
import { writeKey } from './card.ts'
import { KEY_CARD } from './columns.ts'

const SHOWN: typeof KEY_CARD = [{ name: 'vault_key', kind: 'id' }, ...KEY_CARD]

export const issueKey: Verb = {
  name: 'issue',
  alias: 'new',
  summary: 'Issue a vault key; it is shown this once',
  kind: 'changes',
  options: [
    ...ISSUE_OPTIONS,
    FROM_FILE,
    option('--idempotency-key <name>', 'the same name and request within 24 hours give the same key'),
    option('-q, --quiet', 'print the vault key alone: KEY=$(keybrake keys issue … --quiet)'),
  ],
  examples: [
    "keybrake keys issue --vendor stripe --daily 50 --allow 'POST /v1/payment_intents' --ttl 4h --label nightly",
    "export KEY=$(keybrake keys issue --vendor resend --total 5 --allow 'POST /emails' --quiet)",
    'keybrake keys issue --from policy.json --run billing/2026-11-29 --json',
  ],
  async run(cli, given) {
    const body = {
      ...bodyFrom(given),
      ...readFields(given, ISSUE_FIELDS, false),
      ...classCapsOf(given, false),
      ...otherPolicy(given),
    }
    needVendor(body)
    if (cli.isDry) return cli.wouldSend('POST', '/vault/keys', body)
    const idempotencyKey = given.text('idempotencyKey') ?? randomUUID()
    // The server judges the request: what flags and files say is not known to be one.
    const key = await cli.client.keys.issue(body as unknown as IssueKey, { idempotencyKey })
    if (given.flag('quiet')) return cli.out.write(`${key.vault_key}\n`)
    const row: Row = { ...key, vault_key: key.vault_key, token: key.vault_key }
    await writeKey(cli, row, SHOWN)
    if (cli.out.isForPeople)
      cli.out.note(`\nThe vault key is shown this once. Give an SDK ${key.base_url} as its base URL.`)
  },
}
