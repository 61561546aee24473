/** Which rows of a long list are near the window, and how much room to leave for the others. */
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

export interface VisibleRows<Row> {
  /** Goes round the list: its place in the page is where the rows begin. */
  readonly frame: RefObject<HTMLDivElement | null>
  readonly items: readonly { readonly row: Row; readonly index: number; readonly key: string }[]
  /** Pixels of the rows above and below those in `items`. */
  readonly before: number
  readonly after: number
  /** Ref of rows whose height differs from the guess (cards). */
  readonly measure: (element: Element | null) => void
  readonly scrollTo: (index: number) => void
}

/** @param height pixels of a row, or a first guess where rows are measured */
export function useVisibleRows<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  height: number,
  onEnd: (() => void) | undefined,
): VisibleRows<Row> {
  const frame = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => {
      if (frame.current !== null) setTop(Math.round(frame.current.getBoundingClientRect().top + window.scrollY))
    }
    measure()
    // Called when the page was laid out anyway: to ask at each drawing would lay it out twice.
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : rowKey(row)
    },
  })
  useEffect(() => virtualizer.measure(), [virtualizer, height])
  const inView = virtualizer.getVirtualItems()
  const last = inView.at(-1)
  const atEnd = last !== undefined && last.index >= rows.length - 30
  useEffect(() => {
    if (atEnd) onEnd?.()
  }, [atEnd, onEnd, rows.length])
  return {
    frame,
    items: inView.flatMap(({ index, key }) => {
      const row = rows[index]
      return row === undefined ? [] : [{ row, index, key: String(key) }]
    }),
    before: Math.max(0, (inView[0]?.start ?? top) - top),
    after: last === undefined ? 0 : Math.max(0, virtualizer.getTotalSize() - (last.end - top)),
    measure: virtualizer.measureElement,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }
}
