/** The hours or days of a period without gaps. */
import type { Period } from './period.ts'

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const

/** Where the server has a bucket, it begins as the server says; days of a zone are not all equally long. */
export function bucketsBetween(
  lines: readonly { readonly bucket: string | null }[],
  { from, to, per }: Period,
): readonly number[] {
  const step = STEP_MS[per]
  const known = [...new Set(lines.flatMap(({ bucket }) => (bucket === null ? [] : [Date.parse(bucket)])))].sort(
    (a, b) => a - b,
  )
  const all: number[] = []
  let next = from
  for (const at of [...known, to]) {
    for (; next < at - step / 2; next += step) all.push(next)
    if (at >= to) break
    all.push(at)
    next = at + step
  }
  return all
}

/** Where the bucket ends: where the next one begins. */
export const endOf = (buckets: readonly number[], index: number, { to }: Period): number => buckets[index + 1] ?? to
