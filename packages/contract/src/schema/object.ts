/** Objects that know all their fields: a name they do not know is refused, with the one that was probably meant. */
import { nearest } from '@keybrake/core'
import { z } from 'zod'

/** Other name → the name it means the same as. */
export type Aliases = Readonly<Record<string, string>>

/** @param extraNames names that a caller may also use (aliases), for "did you mean" */
export function strict<S extends z.ZodRawShape>(shape: S, extraNames: readonly string[] = []) {
  const known = [...Object.keys(shape), ...extraNames]
  return z.strictObject(shape, {
    // One line per unknown name, in the order of `issue.keys`: `readWith` gives each its own pointer.
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return (issue.keys as string[]).map((name) => unknownField(name, known)).join('\n')
      return issue.code === 'invalid_type' ? 'must be a JSON object' : undefined
    },
  })
}

export function unknownField(name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
  return near === null ? 'is not a known field' : `is not a known field; did you mean ${near}?`
}
