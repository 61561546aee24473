import type { WireObserve } from '@keybrake/contract'
import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'

export type ObservedLabel = WireObserve['data'][number]

/** Of the last seven days. */
export const observed = queryOptions({
  queryKey: ['observe'],
  queryFn: ({ signal }) => get<WireObserve>('/vault/observe', {}, signal),
})
