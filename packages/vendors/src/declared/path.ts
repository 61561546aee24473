/**
 * Where a value stands in a JSON document: `a.b`, `items[].price`, `[].To`. `[]` stands for every element of a list, and
 * takes a value that is no list for a list of one, as vendors do that accept both.
 */
import type { Json, JsonObject } from '@keybrake/core'

export type Step = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'each' }

export interface Path {
  readonly text: string
  readonly steps: readonly Step[]
}

const STEP = /^([A-Za-z_$@][A-Za-z0-9_$@-]*)?((?:\[\])?)$/

/** Null where the text is no path. */
export function parsePath(text: string): Path | null {
  const steps: Step[] = []
  for (const [index, part] of text.split('.').entries()) {
    const [, name, each] = STEP.exec(part) ?? []
    // Only the whole document can be a list without a name before it.
    if (name === undefined && (each !== '[]' || index > 0)) return null
    if (name !== undefined) steps.push({ kind: 'member', name })
    if (each === '[]') steps.push({ kind: 'each' })
  }
  return { text, steps }
}

/** A path that leads to one value at most. */
export const isSingle = ({ steps }: Path): boolean => steps.every(({ kind }) => kind === 'member')

/** Every value there is at this path; null counts as none. */
export function valuesAt(root: Json | undefined, { steps }: Path): Exclude<Json, null>[] {
  const found: Exclude<Json, null>[] = []
  collect(root, steps, 0, found)
  return found
}

function collect(here: Json | undefined, steps: readonly Step[], at: number, found: Exclude<Json, null>[]): void {
  if (here === undefined || here === null) return
  const step = steps[at]
  if (step === undefined) found.push(here)
  else if (step.kind === 'each')
    for (const element of Array.isArray(here) ? (here as readonly Json[]) : [here])
      collect(element, steps, at + 1, found)
  else if (here instanceof Map) collect((here as JsonObject).get(step.name), steps, at + 1, found)
}

/** The first value at the first of these paths that has one. */
export function firstAt(root: Json | undefined, paths: readonly Path[]): Exclude<Json, null> | undefined {
  for (const path of paths) {
    const [first] = valuesAt(root, path)
    if (first !== undefined) return first
  }
  return undefined
}

/** Whether somewhere the value could stand it does not: in one element of a list, say. An empty list lacks nothing. */
export const lacks = (root: Json | undefined, { steps }: Path): boolean => lacksFrom(root, steps, 0)

function lacksFrom(here: Json | undefined, steps: readonly Step[], at: number): boolean {
  if (here === undefined || here === null) return true
  const step = steps[at]
  if (step === undefined) return false
  if (step.kind === 'each')
    return (Array.isArray(here) ? (here as readonly Json[]) : [here]).some((one) => lacksFrom(one, steps, at + 1))
  return !(here instanceof Map) || lacksFrom((here as JsonObject).get(step.name), steps, at + 1)
}

/**
 * A name beside this path that differs from its own by case alone, or null. Some vendors read names in any case: what stands
 * under the other spelling would be read by them and not by us.
 */
export const respelt = (root: Json | undefined, { steps }: Path): string | null => respeltFrom(root, steps, 0)

function respeltFrom(here: Json | undefined, steps: readonly Step[], at: number): string | null {
  const step = steps[at]
  if (here === undefined || here === null || step === undefined) return null
  if (step.kind === 'each') {
    for (const element of Array.isArray(here) ? (here as readonly Json[]) : [here]) {
      const found = respeltFrom(element, steps, at + 1)
      if (found !== null) return found
    }
    return null
  }
  if (!(here instanceof Map)) return null
  const members = here as JsonObject
  const folded = step.name.toLowerCase()
  for (const name of members.keys())
    if (name.length === folded.length && name !== step.name && name.toLowerCase() === folded) return name
  return respeltFrom(members.get(step.name), steps, at + 1)
}
