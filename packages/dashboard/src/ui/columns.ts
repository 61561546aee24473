import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Makes the column sortable: what to sort by. Nulls come last in both directions. */
  readonly sortBy?: (row: Row) => string | number | null
  /** CSS width on a desktop; without one it shares what is left. */
  readonly width?: string
  readonly align?: 'end'
  /** Left out where the window is narrower than 80rem. */
  readonly wideOnly?: boolean
  /** Its place in the card that a row is on a phone: `title` and `end` share the first line, `bare` has one of its own; the others share the last, `line` (default) with its name, `plain` without. */
  readonly card?: 'title' | 'end' | 'line' | 'plain' | 'bare' | 'none'
}

export interface Sort {
  readonly id: string
  readonly direction: 'ascending' | 'descending'
}

/** A sorted copy; rows that are equal stay in the order they came in. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): readonly Row[] {
  const by = columns.find(({ id }) => id === sort?.id)?.sortBy
  if (by === undefined || sort === null) return rows
  const sign = sort.direction === 'ascending' ? 1 : -1
  return rows
    .map((row) => ({ row, value: by(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return a.value === b.value ? 0 : a.value === null ? 1 : -1
      return sign * compare(a.value, b.value)
    })
    .map(({ row }) => row)
}

const collator = new Intl.Collator('en', { numeric: true })
const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))

/** What a press on the header makes of the order: first ascending, then descending, then as it came. */
export function nextSort(sort: Sort | null, id: string): Sort | null {
  if (sort?.id !== id) return { id, direction: 'ascending' }
  return sort.direction === 'ascending' ? { id, direction: 'descending' } : null
}
