import { Link } from './link.tsx'
import { BrakeControl } from './brake/brake-control.tsx'
import { Guard } from './guard.tsx'
import { HeaderMenu } from './header-menu.tsx'
import { LiveMark } from './live-mark.tsx'
import { PaletteButton } from './palette-button.tsx'
import { useSession } from './role.ts'
import { Wordmark } from './wordmark.tsx'
import { BottomBar } from './bottom-bar.tsx'

/** On a phone the brake moves to the bottom, under the thumb; it is the same control. */
export function Header() {
  const session = useSession()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-paper">
      <div className="flex h-(--header) items-center gap-2 px-4 desk:gap-3 desk:px-6">
        <Link to="/" plain title="To the feed" className="mr-2">
          <Wordmark />
        </Link>
        {session?.server.sandbox === true ? (
          <span
            className="rounded border border-line-strong px-1.5 py-px text-xs font-medium text-ink-2"
            title="Simulated vendors are connected: no money moves there."
          >
            Sandbox
          </span>
        ) : null}
        <div className="flex-1" />
        <Guard what="A part of the header">
          <LiveMark />
          <PaletteButton />
          <HeaderMenu />
        </Guard>
        <div className="max-desk:fixed max-desk:right-3 max-desk:bottom-[calc(4.25rem+env(safe-area-inset-bottom))] max-desk:z-40 max-desk:rounded-md max-desk:shadow-(--shadow)">
          <BrakeControl />
        </div>
      </div>
      <Guard what="The list of pages">
        <BottomBar />
      </Guard>
    </header>
  )
}
