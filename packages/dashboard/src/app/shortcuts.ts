/** Keyboard shortcuts of the whole page. They rest while someone types, and while a dialog holds the page. */
import { useLayoutEffect, useRef } from 'react'
import { PressReader } from './shortcut-keys.ts'

export interface Shortcut {
  readonly keys: string
  /** For the list that `?` shows. */
  readonly does: string
  readonly run: () => void
}

const active: { current: Shortcut }[] = []
const reader = new PressReader()

/** All that work now, for the help; those of the page first. */
export const activeShortcuts = (): readonly Shortcut[] => active.map(({ current }) => current).reverse()

/** In force while the component is shown; one that was added later wins. */
export function useShortcut(keys: string, does: string, run: () => void): void {
  const latest = useRef<Shortcut>({ keys, does, run })
  latest.current = { keys, does, run }
  // What is seen can be pressed: an ordinary effect would run some time after the page is painted.
  useLayoutEffect(() => {
    active.push(latest)
    return () => {
      active.splice(active.indexOf(latest), 1)
    }
  }, [])
}

export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.repeat || isTyping(event.target) || isDialogOpen()) return
    const names = reader.read(event, event.timeStamp)
    for (const name of names) {
      const found = active.findLast(({ current }) => current.keys === name)
      if (found === undefined) continue
      event.preventDefault()
      reader.clear()
      found.current.run()
      return
    }
  })
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

const isDialogOpen = (): boolean => document.querySelector('dialog:modal') !== null
