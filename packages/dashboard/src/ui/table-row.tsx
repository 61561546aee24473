import { memo } from 'react'
import { cx } from './class-names.ts'
import type { Column } from './columns.ts'

export interface TableRowProps<Row> {
  readonly row: Row
  readonly rowId: string
  readonly index: number
  readonly columns: readonly Column<Row>[]
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly onOpen?: (row: Row) => void
}

/** Drawn again only when something of it changed: while one scrolls, only the rows that come into view are drawn. */
export const TableRow = memo(PlainTableRow) as typeof PlainTableRow

function PlainTableRow<Row>({ row, rowId, index, columns, isCurrent, isOpen, onOpen }: TableRowProps<Row>) {
  return (
    <tr
      data-row={rowId}
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      tabIndex={isCurrent ? 0 : -1}
      onClick={onOpen && ((event) => isOwnClick(event.target) && onOpen(row))}
      className={cx(
        'group h-10 focus-visible:-outline-offset-2',
        onOpen && 'cursor-pointer hover:bg-sunken/60',
        isOpen && 'bg-accent-soft',
      )}
    >
      <Cells columns={columns} row={row} />
    </tr>
  )
}

/** A link or button in a row does its own work; so does selecting its text. */
export const isOwnClick = (target: EventTarget): boolean =>
  target instanceof Element &&
  target.closest('a, button, input, select, label') === null &&
  (getSelection()?.isCollapsed ?? true)

interface CellsProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly row: Row
}

/** Drawn again only when the row changed, not when others move it down: a feed at full speed must not redraw what stands still. */
const Cells = memo(PlainCells) as typeof PlainCells

function PlainCells<Row>({ columns, row }: CellsProps<Row>) {
  return (
    <>
      {columns.map(({ id, cell, align }) => (
        <td
          key={id}
          className={cx(
            'truncate border-b border-line/70 px-2 group-last:border-b-0 first:pl-4 last:pr-4',
            align === 'end' && 'text-right',
          )}
        >
          {cell(row)}
        </td>
      ))}
    </>
  )
}
