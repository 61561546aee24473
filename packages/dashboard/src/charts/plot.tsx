/** The canvas: made when shown, redrawn for another theme, fitted to its place, and taken away again. */
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './charts.css'
import { onThemeChange } from './colours.ts'
import { type PlotSpec, plotOptions } from './plot-options.ts'
import { stacked } from './stack.ts'

const HEIGHT = 240

export function Plot({ spec, label }: { readonly spec: PlotSpec; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const plot = new uPlot(plotOptions(spec, { width: element.clientWidth, height: HEIGHT }), dataOf(spec), element)
    const fit = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height: HEIGHT })
    })
    fit.observe(element)
    // With the paths made anew: bars keep the colour they were made with.
    const stop = onThemeChange(() => plot.redraw())
    return () => {
      stop()
      fit.disconnect()
      plot.destroy()
    }
  }, [spec])
  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      className="w-full min-w-0 overflow-hidden"
      style={{ height: HEIGHT }}
    />
  )
}

/** uPlot counts in seconds. */
function dataOf({ kind, times, series }: PlotSpec): uPlot.AlignedData {
  const values = series.map((one) => one.values)
  const drawn = kind === 'bars' ? stacked(values.map((row) => row.map((value) => value ?? 0))).toReversed() : values
  return [times.map((at) => at / 1000), ...drawn.map((row) => [...row])]
}
