import type { Key, RevokeKeys } from '@keybrake/client'
import { radiusWords } from '../../blast-radius.ts'
import type { Cli } from '../../cli.ts'
import { REASON } from '../../common-options.ts'
import { usage } from '../../fault.ts'
import { textIn } from '../../fields/fields.ts'
import type { Given } from '../../given.ts'
import type { Row } from '../../output/columns.ts'
import { whole } from '../../paging.ts'
import { option, type Verb } from '../../verb.ts'
import { idOf, KEY_CARD, KEY_COLUMNS } from './columns.ts'

const SELECTORS = ['label', 'labelPrefix', 'run', 'budget', 'vendor', 'connection'] as const
type Selector = (typeof SELECTORS)[number]

interface Selection {
  readonly by: Selector
  readonly value: string
}

export const revokeKeys: Verb = {
  name: 'revoke',
  alias: 'rm',
  summary: 'Revoke vault keys: by id at once, by label, run, budget, vendor or connection after a question',
  kind: 'asks',
  args: [{ name: '[ids...]', description: 'key_…' }],
  options: [
    option('--label <text>', 'every live key with exactly this label'),
    option('--label-prefix <text>', 'every live key whose label begins so'),
    option('--run <label>', 'every live key of the run; closes the run'),
    option('--budget <name>', 'every live key that draws on the budget'),
    option('--vendor <name>', 'every live key of the vendor'),
    option('--connection <name>', 'every live key of the connection'),
    option('--vault-key-stdin', 'the key itself, read from stdin: what to do with one that was found'),
    REASON,
  ],
  examples: [
    'keybrake keys revoke key_… --reason "job finished"',
    'keybrake keys revoke --run billing/2026-11-29 --yes',
    'keybrake keys revoke --vault-key-stdin < found.txt',
  ],
  async run(cli, given) {
    const ids = given.rest(0)
    const chosen = SELECTORS.flatMap((by): Selection[] => {
      const value = given.text(by)
      return value === null ? [] : [{ by, value }]
    })
    const fromStdin = given.flag('vaultKeyStdin')
    if ((ids.length > 0 ? 1 : 0) + chosen.length + (fromStdin ? 1 : 0) !== 1)
      throw usage(
        'say which keys: ids, or exactly one of --label, --label-prefix, --run, --budget, --vendor, --connection, --vault-key-stdin',
      )
    const [selection] = chosen
    if (fromStdin) return send(cli, given, { vault_key: textIn('-', '--vault-key-stdin').trim() })
    return selection === undefined ? byId(cli, given, ids) : bySelection(cli, given, selection)
  },
}

async function byId(cli: Cli, given: Given, ids: readonly string[]): Promise<void> {
  const reason = given.text('reason') ?? undefined
  if (cli.isDry) {
    for (const id of ids)
      await cli.wouldSend('DELETE', `/vault/keys/${id}`, reason === undefined ? undefined : { reason })
    return
  }
  const revoked: Key[] = []
  const faults: unknown[] = []
  // One id that is wrong must not keep the others alive.
  for (const id of ids)
    await cli.client.keys.revoke(id, reason).then(
      (key) => revoked.push(key),
      (error: unknown) => faults.push(error),
    )
  const [first] = revoked
  if (ids.length === 1 && first !== undefined) return cli.out.object(first as unknown as Row, KEY_CARD, idOf)
  if (first !== undefined) await cli.out.list({ columns: KEY_COLUMNS, pages: whole(revoked), name: idOf, empty: '' })
  if (faults.length > 0) throw faults[0]
}

async function bySelection(cli: Cli, given: Given, selection: Selection): Promise<void> {
  const request = requestOf(selection)
  const reach = await cli.client.keys.reachOf(request)
  const effect = [
    ...radiusWords(
      { keys: reach.keys, callsUnderWay: reach.calls_under_way, heldUsd: reach.held_usd },
      WORDS[selection.by](selection.value),
    ),
    ...reach.closes_runs.map(
      (run) => `The run ${run.replace(/^run:/, '')} will be closed: issuing under its label is refused from then on.`,
    ),
  ]
  if (cli.isDry) {
    cli.out.lines(effect)
    return cli.wouldSend('POST', '/vault/keys/revoke', withReason(request, given))
  }
  if (await cli.mayGoOn(effect, 'Revoke them?')) return send(cli, given, request)
  cli.out.note('Nothing was revoked.')
}

const WORDS: Readonly<Record<Selector, (value: string) => string>> = {
  label: (value) => `labelled ${value}`,
  labelPrefix: (value) => `whose label begins with ${value}`,
  run: (value) => `of the run ${value}`,
  budget: (value) => `that draw on ${value}`,
  vendor: (value) => `of ${value}`,
  connection: (value) => `of the connection ${value}`,
}

function requestOf({ by, value }: Selection): RevokeKeys {
  if (by === 'labelPrefix') return { label_prefix: value }
  return { [by]: value } as unknown as RevokeKeys
}

const withReason = (request: RevokeKeys, given: Given): RevokeKeys => {
  const reason = given.text('reason')
  return reason === null ? request : { ...request, reason }
}

async function send(cli: Cli, given: Given, request: RevokeKeys): Promise<void> {
  if (cli.isDry)
    return cli.wouldSend('POST', '/vault/keys/revoke', 'vault_key' in request ? { vault_key: '…' } : request)
  const { revoked, key_ids: ids } = await cli.client.keys.revokeAll(withReason(request, given))
  if (cli.out.isForPeople) return cli.out.write(`${revoked} revoked${ids.map((id) => `\n${id}`).join('')}\n`)
  if (cli.out.format === 'json') return cli.out.object({ revoked, key_ids: ids }, [], () => '')
  await cli.out.list({
    columns: [{ name: 'id', kind: 'id' }],
    pages: whole(ids.map((id) => ({ id }))),
    name: idOf,
    empty: '',
  })
}
