import { memo } from 'react'
import { cx } from './class-names.ts'
import type { Column } from './columns.ts'
import { isOwnClick } from './table-row.tsx'
import type { VisibleRows } from './use-visible-rows.ts'

export interface CardListProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly openKey: string | null
  readonly onOpen?: (row: Row) => void
  readonly visible: VisibleRows<Row>
}

export const CardList = <Row,>({ caption, columns, rows, openKey, onOpen, visible }: CardListProps<Row>) => (
  <ul aria-label={caption} style={{ paddingTop: visible.before, paddingBottom: visible.after }}>
    {visible.items.map(({ row, index, key }) => (
      <li
        key={key}
        ref={visible.measure}
        data-index={index}
        data-row={key}
        aria-setsize={rows.length}
        aria-posinset={index + 1}
        tabIndex={onOpen ? 0 : -1}
        onClick={onOpen && ((event) => isOwnClick(event.target) && onOpen(row))}
        className={cx(
          'border-b border-line bg-surface px-4 py-3',
          index === 0 && 'border-t',
          key === openKey && 'bg-accent-soft',
        )}
      >
        <Card columns={columns} row={row} />
      </li>
    ))}
  </ul>
)

const Card = memo(PlainCard) as typeof PlainCard

function PlainCard<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: Row }) {
  const placed = (place: Column<Row>['card']) => columns.filter(({ card = 'line' }) => card === place)
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0 flex-1 font-medium break-words">
          {placed('title').map(({ id, cell }) => (
            <div key={id}>{cell(row)}</div>
          ))}
        </div>
        {placed('end').map(({ id, cell }) => (
          <div key={id} className="shrink-0 text-right">
            {cell(row)}
          </div>
        ))}
      </div>
      {placed('bare').map(({ id, cell }) => (
        <div key={id} className="mt-1.5">
          {cell(row)}
        </div>
      ))}
      <dl className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
        {columns
          .filter(({ card = 'line' }) => card === 'line' || card === 'plain')
          .map(({ id, header, cell, card }) => (
            <div key={id} className="flex min-w-0 gap-1.5">
              <dt className={card === 'plain' ? 'sr-only' : 'text-ink-3'}>{header}</dt>
              <dd className="min-w-0 break-words">{cell(row)}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}
