import type { ErrorComponentProps } from '@tanstack/react-router'
import { sentenceOf } from '../api/problem.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** A page that could not be drawn; the header with the brake stays. */
export const PageError = ({ error, reset }: ErrorComponentProps) => (
  <EmptyState title="This page could not be shown">
    <p>{sentenceOf(error)}</p>
    <p>The brake works all the same. If this happens again after a new version was installed, load the page anew.</p>
    <p className="flex gap-2">
      <Button onClick={reset}>Try again</Button>
      <Button variant="quiet" onClick={() => location.reload()}>
        Load anew
      </Button>
    </p>
  </EmptyState>
)
