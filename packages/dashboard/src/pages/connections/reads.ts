import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../api/http.ts'
import type { Connection } from '../../api/types.ts'

export interface VersionedConnection {
  readonly connection: Connection
  /** Sent back with a change, so that it fails if someone else changed the connection meanwhile. */
  readonly etag: string | null
}

export const connectionBy = (name: string) =>
  queryOptions({
    queryKey: ['connections', 'one', name],
    queryFn: async ({ signal }): Promise<VersionedConnection> => {
      const { value, headers } = await ask<Connection>('GET', `/vault/connections/${encodeURIComponent(name)}`, {
        signal,
      })
      return { connection: value, etag: headers.get('etag') }
    },
  })
