/** What a revoke would hit, asked of the server without doing it. */
import { queryOptions } from '@tanstack/react-query'
import { post } from '../../../api/http.ts'
import { microsOf } from '../../../format/money.ts'
import type { BlastRadius } from '../blast-radius.ts'

/** One key, or what several have in common. */
export interface RevokeTarget {
  readonly by: 'key_id' | 'run' | 'label' | 'label_prefix' | 'budget' | 'vendor' | 'connection'
  readonly value: string
}

interface DryRun {
  readonly keys: number
  readonly calls_under_way: number
  readonly held_usd: number
  readonly closes_runs: readonly string[]
}

export const radiusOf = ({ by, value }: RevokeTarget) =>
  queryOptions({
    queryKey: ['keys', 'radius', by, value],
    queryFn: async (): Promise<BlastRadius> => {
      const { keys, calls_under_way, held_usd, closes_runs } = await post<DryRun>('/vault/keys/revoke', {
        [by]: value,
        dry_run: true,
      })
      return { keys, callsUnderWay: calls_under_way, held: microsOf(held_usd), closesRuns: closes_runs }
    },
    staleTime: 0,
    enabled: value !== '',
  })
