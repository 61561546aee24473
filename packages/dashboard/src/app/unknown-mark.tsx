import { useQuery } from '@tanstack/react-query'
import { get } from '../api/http.ts'
import type { CallRow, Page } from '../api/types.ts'

/** That there are holds of unknown fate: someone should look. */
export function UnknownMark() {
  const { data } = useQuery({
    queryKey: ['unknown', 'any'],
    queryFn: ({ signal }) => get<Page<CallRow>>('/vault/audit', { state: 'unknown', limit: 1 }, signal),
  })
  if (data === undefined || data.data.length === 0) return null
  return (
    <span className="ml-auto">
      <span className="dotted block size-2.5 rounded-full" aria-hidden="true" />
      <span className="sr-only">: some await proof</span>
    </span>
  )
}
