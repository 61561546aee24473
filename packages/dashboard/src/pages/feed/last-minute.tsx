import { useEffect, useMemo, useState } from 'react'
import { liveRush } from '../../api/live/live.ts'
import { Link } from '../../app/link.tsx'
import { nowStore } from '../../app/now.ts'
import { useStore } from '../../app/store.ts'
import { countText } from '../../format/count.ts'
import { minuteOf } from './feed-rows.ts'
import type { Feed } from './use-feed.ts'

const SPOKEN_MS = 15_000

/** What the last minute brought; spoken as a summary now and then, never row by row. */
export function LastMinute({ feed }: { readonly feed: Feed }) {
  const now = useStore(nowStore)
  // Once a second, not with each batch of events.
  const { calls, refused, isAll } = useMemo(
    () => minuteOf([...feed.waiting, ...feed.rows], now, feed.hasMore),
    [now, feed.rows.length === 0],
  )
  const came = `${callsText(calls, isAll)} in the last minute`
  const rush = feed.isStopped ? null : liveRush()
  return (
    <>
      {came}
      {refused === 0 ? (
        '.'
      ) : (
        <>
          , <Link to="." search={{ decision: 'refused' }}>{`${known(refused, isAll)} refused`}</Link>.
        </>
      )}
      {rush === null ? null : ` ${countText(rush)} a second, drawn twice a second: pause to read.`}
      <Spoken words={`${came}, ${refused === 0 ? 'none' : known(refused, isAll)} refused.`} />
    </>
  )
}

/** Where the list does not reach back a minute, what it has is not all. */
const known = (count: number, isAll: boolean): string => (isAll ? '' : 'more than ') + countText(count)

function callsText(calls: number, isAll: boolean): string {
  const count = known(calls, isAll)
  const text = calls === 0 ? 'no call' : calls === 1 ? `${count} call` : `${count} calls`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function Spoken({ words }: { readonly words: string }) {
  const [spoken, setSpoken] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(words), SPOKEN_MS)
    return () => clearTimeout(timer)
  }, [spoken, words])
  return (
    <span role="status" className="sr-only">
      {spoken}
    </span>
  )
}
