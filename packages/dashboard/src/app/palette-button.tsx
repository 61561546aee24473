import { Search } from 'lucide-react'
import { isMac } from './platform.ts'
import { openPalette } from './palette-state.ts'

export const PaletteButton = () => (
  <button
    type="button"
    onClick={openPalette}
    className="flex min-h-9 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink-3 hover:text-ink max-desk:size-11 max-desk:justify-center max-desk:border-transparent max-desk:bg-transparent"
  >
    <Search size={16} />
    <span className="max-desk:sr-only">Go to…</span>
    <kbd className="rounded border border-line bg-sunken px-1 font-sans text-xs max-desk:hidden">
      {isMac() ? '⌘' : 'Ctrl '}K
    </kbd>
  </button>
)
