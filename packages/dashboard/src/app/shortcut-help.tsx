import { useMemo } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { helpOpen, openHelp } from './palette-state.ts'
import { isMac } from './platform.ts'
import { activeShortcuts, useShortcut } from './shortcuts.ts'
import { useStore } from './store.ts'

export function ShortcutHelp() {
  useShortcut('?', 'This list', openHelp)
  return useStore(helpOpen) ? <OpenHelp /> : null
}

function OpenHelp() {
  const shortcuts = useMemo(activeShortcuts, [])
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => helpOpen.set(false)}>
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-4 gap-y-2">
        {shortcuts.map(({ keys, does }) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {wordsOf(keys).map((key) => (
                <kbd key={key} className="rounded border border-line-strong bg-sunken px-1.5 font-sans text-xs">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

const wordsOf = (keys: string): readonly string[] =>
  keys
    .split(/[ +]/)
    .map((key) => (key === 'mod' ? (isMac() ? '⌘' : 'Ctrl') : key === 'k' && keys.startsWith('mod') ? 'K' : key))
