/** Totals by the value of a tag. Rollups know keys, and a key's tags never change: so the keys that count are asked for theirs. */
import type { Instant, MicroUsd } from '@keybrake/core'
import type { RollupFilter, SpendLine, Store } from '@keybrake/ledger'
import { decodeKeyDocument } from './key-document.ts'

/** Keys that are told apart, those that count most; what is left of the others is `rest`. */
const KEYS_MAX = 5_000
/** Asked for at once: the ledger works in the thread of the calls. */
const KEYS_TOGETHER = 50

type Sources = { readonly registry: Pick<Store['registry'], 'key'>; readonly audit: Pick<Store['audit'], 'spend'> }

/** Keys without the tag are the group of the empty text. */
export async function spendByTag(
  { registry, audit }: Sources,
  filter: RollupFilter,
  tag: string,
  at: Instant,
): Promise<readonly SpendLine[]> {
  const lines = await audit.spend({ ...filter, by: 'key', top: KEYS_MAX })
  const ids = [...new Set(lines.filter(({ restOf }) => restOf === undefined).map(({ group }) => group))]
  const values = new Map<string, string>()
  for (let from = 0; from < ids.length; from += KEYS_TOGETHER) {
    const some = await Promise.all(ids.slice(from, from + KEYS_TOGETHER).map((id) => registry.key(id, at)))
    for (const found of some)
      if (found !== null) values.set(found.key.id, decodeKeyDocument(found.key.document).tags[tag] ?? '')
    await new Promise((resolve) => setImmediate(resolve))
  }
  return summed(lines, (id) => values.get(id) ?? '')
}

function summed(lines: readonly SpendLine[], valueOf: (keyId: string) => string): readonly SpendLine[] {
  const sums = new Map<string, SpendLine>()
  const rest: SpendLine[] = []
  for (const line of lines) {
    if (line.restOf !== undefined) {
      rest.push(line)
      continue
    }
    const group = valueOf(line.group)
    const name = JSON.stringify([line.bucket, group])
    const known = sums.get(name) ?? {
      group,
      bucket: line.bucket,
      calls: 0,
      spent: 0n as MicroUsd,
      held: 0n as MicroUsd,
    }
    sums.set(name, {
      ...known,
      calls: known.calls + line.calls,
      spent: (known.spent + line.spent) as MicroUsd,
      held: (known.held + line.held) as MicroUsd,
    })
  }
  const order = (a: SpendLine, b: SpendLine): number =>
    (a.bucket ?? 0) - (b.bucket ?? 0) || (a.group < b.group ? -1 : 1)
  return [...[...sums.values()].sort(order), ...rest]
}
