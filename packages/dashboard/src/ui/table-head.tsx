import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from './class-names.ts'
import type { Column, Sort } from './columns.ts'

export interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly sort: Sort | null
  readonly onSort: (id: string) => void
}

export const TableHead = <Row,>({ columns, sort, onSort }: TableHeadProps<Row>) => (
  <thead className="sticky top-(--header) z-10">
    <tr aria-rowindex={1}>
      {columns.map(({ id, header, width, align, sortBy }) => (
        <th
          key={id}
          scope="col"
          aria-sort={sort?.id === id ? sort.direction : undefined}
          style={width === undefined ? undefined : { width }}
          className={cx(
            'h-9 truncate border-b border-line bg-surface px-2 font-medium text-ink-3 first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4',
            align === 'end' ? 'text-right' : 'text-left',
          )}
        >
          {sortBy === undefined ? (
            header
          ) : (
            <button
              type="button"
              onClick={() => onSort(id)}
              className={cx('inline-flex items-center gap-1 hover:text-ink', sort?.id === id && 'text-ink')}
            >
              {header}
              {sort?.id !== id ? null : sort.direction === 'ascending' ? (
                <ArrowUp size={13} />
              ) : (
                <ArrowDown size={13} />
              )}
            </button>
          )}
        </th>
      ))}
    </tr>
  </thead>
)
