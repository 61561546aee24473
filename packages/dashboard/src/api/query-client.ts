/** Reads are kept until the event stream says that they are stale; nothing is read again because time passed. */
import { QueryClient } from '@tanstack/react-query'
import { Unreachable } from './problem.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof Unreachable && failures < 3,
    },
    mutations: { retry: false },
  },
})
