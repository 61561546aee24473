import { Problem, sentenceOf } from '../api/problem.ts'

/** What went wrong, unless the fields say it already. */
export function Fault({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined || (error instanceof Problem && error.errors.length > 0)) return null
  return (
    <p role="alert" className="rounded-md bg-stop-soft px-3 py-2 text-stop">
      {sentenceOf(error)}
    </p>
  )
}
