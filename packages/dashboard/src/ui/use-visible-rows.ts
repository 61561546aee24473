/** Which rows of a long list are near the window, and how much room to leave for the others. */
import { type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

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
  // Another function would make the virtualizer measure all rows again.
  const getItemKey = useCallback(
    (index: number) => {
      const row = rows[index]
      return row === undefined ? index : rowKey(row)
    },
    [rows, rowKey],
  )
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    rangeExtractor: inSteps,
    scrollMargin: top,
    getItemKey,
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

/**
 * The rows in view and some on either side, from one multiple of `STEP` to another: the page is laid out and painted anew when
 * one is crossed, not with each row that comes into view.
 */
function inSteps({ startIndex, endIndex, count }: Range): number[] {
  const first = Math.max(0, Math.floor(startIndex / STEP) * STEP - MARGIN)
  const end = Math.min(count, Math.ceil((endIndex + 1) / STEP) * STEP + MARGIN)
  return Array.from({ length: end - first }, (_, index) => first + index)
}

const STEP = 8
const MARGIN = 6
