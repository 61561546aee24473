/** Moving along the rows of a list by keyboard: `j`/`k` from anywhere, the arrows within it, Enter to open. */
import { type KeyboardEvent, useState } from 'react'
import { useShortcut } from '../app/shortcuts.ts'
import type { VisibleRows } from './use-visible-rows.ts'

export interface RowKeys {
  /** Key of the row that Tab leads to. */
  readonly current: string | null
  readonly onKeyDown: (event: KeyboardEvent) => void
}

export function useRowKeys<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  onOpen: ((row: Row) => void) | undefined,
  visible: VisibleRows<Row>,
): RowKeys {
  const [chosen, setChosen] = useState<string | null>(null)
  const at = chosen === null ? -1 : rows.findIndex((row) => rowKey(row) === chosen)
  const focusRow = (key: string): void => {
    const selector = `[data-row="${CSS.escape(key)}"]`
    visible.frame.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
  }
  const moveTo = (index: number): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (row === undefined) return
    const key = rowKey(row)
    setChosen(key)
    visible.scrollTo(rows.indexOf(row))
    // The row may first have to be drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => focusRow(key)))
  }
  useShortcut('j', 'Next row', () => moveTo(at + 1))
  useShortcut('k', 'Previous row', () => moveTo(at < 0 ? 0 : at - 1))
  const first = rows[0]
  return {
    current: chosen ?? (first === undefined ? null : rowKey(first)),
    onKeyDown: (event) => {
      const row = event.target instanceof HTMLElement ? event.target.dataset['row'] : undefined
      if (row === undefined) return
      const index = rows.findIndex((candidate) => rowKey(candidate) === row)
      const open = rows[index]
      if (event.key === 'ArrowDown') moveTo(index + 1)
      else if (event.key === 'ArrowUp') moveTo(index - 1)
      else if (event.key === 'Home') moveTo(0)
      else if (event.key === 'End') moveTo(rows.length - 1)
      else if (event.key === 'Enter' && open !== undefined && onOpen !== undefined) onOpen(open)
      else return
      event.preventDefault()
    },
  }
}
