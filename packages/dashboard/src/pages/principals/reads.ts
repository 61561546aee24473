import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import type { Page, Principal } from '../../api/types.ts'

export const principalsAll = queryOptions({
  queryKey: ['principals', 'all'],
  queryFn: ({ signal }) => get<Page<Principal>>('/vault/principals', { limit: 1000 }, signal),
})
