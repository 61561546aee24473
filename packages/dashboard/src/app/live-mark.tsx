import { liveState } from '../api/live/live.ts'
import { cx } from '../ui/class-names.ts'
import { useStore } from './store.ts'

const WORDS = {
  live: { word: 'Live', title: 'Events arrive as they happen.' },
  connecting: { word: 'Connecting', title: 'The event stream is being opened; what is shown may be old.' },
  broken: { word: 'Not live', title: 'The event stream broke off; trying again. What is shown may be old.' },
  refused: { word: 'Not live', title: 'The server ended the event stream.' },
}

/** Whether what is shown follows what happens. */
export function LiveMark() {
  const state = useStore(liveState)
  const { word, title } = WORDS[state]
  return (
    <span role="status" title={title} className="flex items-center gap-1.5 px-1 text-sm text-ink-2">
      <span
        aria-hidden="true"
        className={cx('size-2 rounded-full', state === 'live' ? 'bg-accent' : 'border-[1.5px] border-warn')}
      />
      <span className={cx(state === 'live' && 'max-desk:sr-only')}>{word}</span>
    </span>
  )
}
