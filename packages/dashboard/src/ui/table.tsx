/**
 * A list of rows: a real table on a desktop, cards on a phone. Only rows in view exist in the page, so 10,000 of them scroll
 * as well as ten. `j`/`k` or the arrows move along the rows, Enter opens one.
 */
import { type ReactNode, useMemo, useState } from 'react'
import { CardList } from './card-list.tsx'
import { type Column, nextSort, type Sort, sorted } from './columns.ts'
import { TableHead } from './table-head.tsx'
import { TableRow } from './table-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import { usePhone, useWide } from './use-media.ts'
import { useVisibleRows } from './use-visible-rows.ts'

export interface TableProps<Row> {
  /** What the table is, for those who hear it. */
  readonly caption: string
  /** Kept equal from one drawing to the next (a constant, or `useMemo`). */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** A press on a row, or Enter. */
  readonly onOpen?: (row: Row) => void
  /** Order at first; absent: as the rows come. */
  readonly initialSort?: Sort
  /** The row whose details are open. */
  readonly openKey?: string | null
  /** In place of rows, when there are none. */
  readonly empty?: ReactNode
  /** Called when the end comes into view and there is more to fetch. */
  readonly onEnd?: (() => void) | undefined
}

export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, onOpen, initialSort, openKey = null, empty, onEnd } = props
  const [sort, setSort] = useState<Sort | null>(initialSort ?? null)
  const isPhone = usePhone()
  const isWide = useWide()
  const shown = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort])
  const inView = useMemo(() => columns.filter(({ wideOnly }) => isWide || wideOnly !== true), [columns, isWide])
  const visible = useVisibleRows(shown, rowKey, isPhone ? 96 : 40, onEnd)
  const { current, onKeyDown } = useRowKeys(shown, rowKey, onOpen, visible)
  if (rows.length === 0 && empty !== undefined) return empty
  if (isPhone)
    return (
      <div ref={visible.frame} onKeyDown={onKeyDown}>
        <CardList {...{ caption, columns, rowKey, openKey, visible, rows: shown }} {...(onOpen && { onOpen })} />
      </div>
    )
  return (
    <div
      ref={visible.frame}
      onKeyDown={onKeyDown}
      className="border-y border-line bg-surface desk:rounded-lg desk:border"
    >
      <table className="w-full table-fixed border-separate border-spacing-0 text-sm" aria-rowcount={shown.length + 1}>
        <caption className="sr-only">{caption}</caption>
        <TableHead columns={inView} sort={sort} onSort={(id) => setSort(nextSort(sort, id))} />
        <tbody>
          {visible.before > 0 ? <Space height={visible.before} span={inView.length} /> : null}
          {visible.items.map(({ row, index, key }) => (
            <TableRow
              key={key}
              {...{ row, index, columns: inView }}
              rowId={key}
              isCurrent={key === current}
              isOpen={key === openKey}
              {...(onOpen && { onOpen })}
            />
          ))}
          {visible.after > 0 ? <Space height={visible.after} span={inView.length} /> : null}
        </tbody>
      </table>
    </div>
  )
}

const Space = ({ height, span }: { readonly height: number; readonly span: number }) => (
  <tr aria-hidden="true">
    <td colSpan={span} style={{ height, padding: 0 }} />
  </tr>
)
