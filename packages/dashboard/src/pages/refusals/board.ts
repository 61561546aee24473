/** Refusals counted by code, label and operation over time, arranged for the board. The counts are the server's. */
export interface RefusalLine {
  readonly code: string
  readonly label: string | null
  readonly operation: string | null
  readonly bucket: string | null
  readonly count: number
}

export interface RefusalGroup {
  readonly code: string
  readonly label: string | null
  readonly operation: string | null
  readonly count: number
}

/** Codes that an agent meets which does what it was not made for; a used-up cap is how a cap is meant to end. */
const ASTRAY: Readonly<Record<string, string>> = {
  endpoint_not_allowed: 'tried',
  parameter_not_allowed: 'sent forbidden parameters to',
  account_not_allowed: 'named a foreign account in',
  vendor_mismatch: 'used a key of another vendor for',
  path_not_canonical: 'sent a disguised path to',
  key_revoked: 'went on with a revoked key at',
}
const SIGN_MIN = 5

export function groupsOf(lines: readonly RefusalLine[]): readonly RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>()
  for (const { code, label, operation, count } of lines) {
    const name = JSON.stringify([code, label, operation])
    groups.set(name, { code, label, operation, count: (groups.get(name)?.count ?? 0) + count })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

export interface Sign extends RefusalGroup {
  /** Goes on after the label: `tried payouts.create 40 times`. */
  readonly did: string
}

/** The early signs of a confused or hijacked agent, the loudest first. */
export const signsOf = (groups: readonly RefusalGroup[]): readonly Sign[] =>
  groups.flatMap((group) => {
    const verb = ASTRAY[group.code]
    if (verb === undefined || group.count < SIGN_MIN) return []
    const times = `${group.count.toLocaleString('en-US')} times`
    return [{ ...group, did: `${verb} ${group.operation ?? 'an unknown path'} ${times}` }]
  })

export interface CodeSeries {
  readonly code: string
  readonly counts: readonly number[]
}

/** Counts by code and bucket, the most frequent code first. */
export function seriesOf(lines: readonly RefusalLine[], buckets: readonly number[]): readonly CodeSeries[] {
  const place = new Map(buckets.map((at, index) => [at, index]))
  const rows = new Map<string, number[]>()
  for (const { code, bucket, count } of lines) {
    const index = bucket === null ? undefined : place.get(Date.parse(bucket))
    if (index === undefined) continue
    const row = rows.get(code) ?? new Array<number>(buckets.length).fill(0)
    row[index] = (row[index] ?? 0) + count
    rows.set(code, row)
  }
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
  return [...rows].map(([code, counts]) => ({ code, counts })).sort((a, b) => total(b.counts) - total(a.counts))
}
