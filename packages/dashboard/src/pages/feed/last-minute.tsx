import { useEffect, useMemo, useState } from 'react'
import { Link } from '../../app/link.tsx'
import { nowStore } from '../../app/now.ts'
import { useStore } from '../../app/store.ts'
import { type FeedRows, minuteOf } from './feed-rows.ts'

const SPOKEN_MS = 15_000

/** What the last minute brought; spoken as a summary now and then, never row by row. */
export function LastMinute({ feed }: { readonly feed: FeedRows }) {
  const now = useStore(nowStore)
  // Once a second, not with each batch of events.
  const { calls, refused } = useMemo(
    () => minuteOf([...feed.waiting, ...feed.rows], now),
    [now, feed.rows.length === 0],
  )
  const came =
    calls === 0 ? 'No call in the last minute' : `${calls === 1 ? '1 call' : `${calls} calls`} in the last minute`
  return (
    <>
      {came}
      {refused === 0 ? (
        '.'
      ) : (
        <>
          , <Link to="." search={{ decision: 'refused' }}>{`${refused} refused`}</Link>.
        </>
      )}
      <Spoken words={`${came}, ${refused === 0 ? 'none' : refused} refused.`} />
    </>
  )
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
