import { audit, wireSpend } from '@keybrake/contract'
import type { SpendFilter } from '@keybrake/ledger'
import { json } from '../../answer.ts'
import { present } from '../../present.ts'
import { route } from '../../route.ts'
import { spendByTag } from '../../spend-by-tag.ts'

export const readSpend = route(audit.readSpend, async ({ parts, query, at }, { sees }) => {
  const { by, tag, top, ...fields } = query
  const filter = { ...present(fields), ...(sees === null ? {} : { principalId: sees }) }
  const lines =
    by === 'tag' || tag !== null
      ? await spendByTag(parts.store, filter, tag ?? '', at)
      : await parts.store.audit.spend({ ...filter, by, top } satisfies SpendFilter)
  return json(wireSpend({ by, per: query.per ?? null, zone: query.zone ?? 'UTC' }, lines))
})
