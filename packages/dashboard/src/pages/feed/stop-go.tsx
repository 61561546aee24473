import { ArrowUp, Pause, Play } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import type { Feed } from './use-feed.ts'

/** While the list is stopped, how many rows wait, and the way back to the newest; floats over the list so that it is always in reach. */
export function StopGo({ feed: { isStopped, waiting, stop, go } }: { readonly feed: Feed }) {
  const toTop = (): void => {
    window.scrollTo({ top: 0 })
    go('all')
  }
  return (
    <>
      {isStopped && waiting.length > 0 ? (
        <div className="pointer-events-none fixed inset-x-0 top-[calc(var(--header)+0.75rem)] z-20 flex justify-center">
          <button
            type="button"
            onClick={toTop}
            className="pointer-events-auto flex min-h-9 items-center gap-1.5 rounded-full bg-accent px-4 text-sm font-medium text-accent-on shadow-(--shadow)"
          >
            <ArrowUp size={15} />
            {waiting.length > 999 ? '999+' : waiting.length} new
          </button>
        </div>
      ) : null}
      <Button
        variant="quiet"
        className="desk:ml-auto"
        icon={isStopped ? <Play size={15} /> : <Pause size={15} />}
        aria-pressed={isStopped}
        onClick={isStopped ? toTop : () => stop('hand')}
      >
        {isStopped ? 'Go on' : 'Pause'}
      </Button>
    </>
  )
}
