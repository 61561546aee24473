import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { sentenceOf } from '../api/problem.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** A page that could not be shown; where it is only the page, the header with the brake stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <EmptyState title="This page could not be shown">
      <p role="alert">{sentenceOf(error)}</p>
      <p className="flex gap-2">
        <Button
          onClick={() => {
            reset()
            void router.invalidate()
          }}
        >
          Try again
        </Button>
        <Button variant="quiet" onClick={() => location.reload()}>
          Load anew
        </Button>
      </p>
    </EmptyState>
  )
}
