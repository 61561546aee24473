import { useQuery } from '@tanstack/react-query'
import { useSession } from '../app/role.ts'
import { get } from './http.ts'
import type { Connection, Page } from './types.ts'

const NONE: readonly Connection[] = []

/** All connections; none for an issuer, who is not told of them. */
export function useConnections(): readonly Connection[] {
  const { data } = useQuery({
    queryKey: ['connections', 'all'],
    queryFn: () => get<Page<Connection>>('/vault/connections', { limit: 1000 }),
    enabled: useSession()?.principal.role !== 'issuer',
  })
  return data?.data ?? NONE
}

export const useConnection = (name: string | null): Connection | undefined =>
  useConnections().find((connection) => connection.name === name)
