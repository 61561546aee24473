import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import type { CallRow, Page } from '../../api/types.ts'

export const RUN_CALLS_MAX = 1000

/** The newest calls of the run, as many as one picture can show. */
export const callsOfRun = (run: string) =>
  queryOptions({
    queryKey: ['runs', 'calls', run],
    queryFn: ({ signal }) => get<Page<CallRow>>('/vault/audit', { run, limit: RUN_CALLS_MAX }, signal),
  })
