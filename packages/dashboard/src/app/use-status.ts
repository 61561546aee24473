import { useQuery } from '@tanstack/react-query'
import { get } from '../api/http.ts'
import type { Status } from '../api/types.ts'

/** Facts about the server, as of when they were last asked for. */
export const useStatus = () =>
  useQuery({ queryKey: ['facts'], queryFn: ({ signal }) => get<Status>('/vault/status', {}, signal) })
