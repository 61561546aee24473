import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem, sentenceOf } from '../api/problem.ts'
import { Button } from './button.tsx'

export interface LoadedProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isFetching'>
  /** What is read, for those who wait: `keys`. */
  readonly what: string
  readonly children: (data: T) => ReactNode
}

/** What was read; while there is nothing yet, that it is being read; and why not, with a way to try again. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error === null) return <Waiting what={what} />
  const final = finalWords(query.error, what)
  return (
    <div role="alert" className="flex flex-col items-start gap-3 px-4 py-10">
      <p className="text-ink-2">{final ?? sentenceOf(query.error)}</p>
      {final !== null ? null : (
        <Button busy={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Where trying again changes nothing. */
function finalWords(error: unknown, what: string): string | null {
  if (!(error instanceof Problem)) return null
  if (error.status === 404) return 'There is no such object, or it is not yours to see.'
  return error.code === 'role_not_allowed' ? `Your role does not let you see ${what}.` : null
}

const Waiting = ({ what }: { readonly what: string }) => (
  <div role="status" className="px-4 py-6">
    <span className="sr-only">Reading {what}</span>
    <div aria-hidden="true" className="flex animate-pulse flex-col gap-3">
      {['w-2/3', 'w-full', 'w-5/6', 'w-full', 'w-1/2'].map((width, index) => (
        <div key={index} className={`h-4 rounded bg-sunken ${width}`} />
      ))}
    </div>
  </div>
)
