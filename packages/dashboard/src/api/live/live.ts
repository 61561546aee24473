/** The one event stream of the page, and what it feeds: live calls, live spend, and the reads that it makes stale. */
import { startTransition, useEffect, useState } from 'react'
import { createStore } from '../../app/store.ts'
import { queryClient } from '../query-client.ts'
import type { BudgetLine, CallRow } from '../types.ts'
import { type Facts, type LiveEvent } from './call-event.ts'
import { LiveCalls } from './live-calls.ts'
import { LiveLines } from './live-lines.ts'
import { Pace } from './pace.ts'
import type { Message } from './sse.ts'
import { staleAfter } from './stale.ts'
import { StaleReader } from './stale-reader.ts'
import { sleepUntilWoken, wake } from './wake.ts'
import { type LiveState, watch } from './watch.ts'

export const liveState = createStore<LiveState>('connecting')
/**
 * From when on the stream is whole: 0 before it was first open, one more with each gap. What was read under an earlier number
 * does not join what the stream told.
 */
export const liveEpoch = createStore(0)
/** Grows with each batch of events; components that show live data watch it. */
const version = createStore(0)
export const liveCalls = new LiveCalls()
const liveLines = new LiveLines()
const pace = new Pace()
const stale = new StaleReader((name) => void queryClient.invalidateQueries({ queryKey: [name] }))
let flushTimer: ReturnType<typeof setTimeout> | null = null
let stop: AbortController | null = null

/** Opens the stream; done once the session is known to be good. */
export function startLive(onUnauthorized: () => void): void {
  stopLive()
  stop = new AbortController()
  void watch({
    url: '/vault/events',
    fetch: (url, init) => fetch(url, init),
    sleep: (ms, signal) => sleepUntilWoken(ms, wake, signal),
    wake,
    onMessage: receive,
    onState: (state) => {
      if (state === 'live' && liveEpoch.get() === 0) liveEpoch.set(1)
      liveState.set(state)
    },
    onUnauthorized,
    signal: stop.signal,
  })
}

export function stopLive(): void {
  stop?.abort()
  stop = null
  liveCalls.clear()
  liveLines.clear()
  liveEpoch.set(0)
}

function receive({ event, data }: Message): void {
  if (event === 'gap') {
    liveCalls.clear()
    liveLines.clear()
    liveEpoch.set(liveEpoch.get() + 1)
    void queryClient.invalidateQueries()
  } else if (event === 'call' || event === 'outcome' || event === 'refused' || event === 'admin') {
    const live: LiveEvent = { kind: event, facts: JSON.parse(data) as Facts }
    const before = liveCalls.added
    liveCalls.apply(live)
    liveLines.apply(live)
    stale.mark(staleAfter(live))
    pace.count(liveCalls.added - before, Date.now())
  }
  flushTimer ??= setTimeout(flush, pace.drawMs(Date.now()))
}

function flush(): void {
  flushTimer = null
  version.set(version.get() + 1)
}

/** Rows a second while they come faster than they are drawn one by one, else null. */
export const liveRush = (): number | null => pace.rush(Date.now())

/** Draws the component again when events came in: in slices, so that a key or a click never waits for the rows of a busy second. */
export function useLiveVersion(): number {
  const [shown, show] = useState(version.get)
  useEffect(() => {
    const onChange = (): void => startTransition(() => show(version.get()))
    onChange()
    return version.subscribe(onChange)
  }, [])
  return shown
}

/** The lines as they stand now. */
export function useLiveLines(lines: readonly BudgetLine[]): readonly BudgetLine[] {
  useLiveVersion()
  return liveLines.over(lines)
}

/** The row of a call with what happened to it since it was read. */
export function useLatestRow(row: CallRow): CallRow {
  useLiveVersion()
  return liveCalls.latest(row)
}
