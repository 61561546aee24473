/**
 * A press that must last: long enough that nobody does it by accident, without a dialog in between. The pointer or Space/Enter
 * are held; where only clicks arrive (screen readers, switches) the second one of two within five seconds counts.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'

export const HOLD_MS = 600
const SECOND_CLICK_MS = 5_000
const CLICK_MS = 100

export interface Hold {
  readonly isHeld: boolean
  /** One click came: the next one does it. */
  readonly isArmed: boolean
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerUp: () => void
    readonly onPointerLeave: () => void
    readonly onPointerCancel: () => void
    readonly onKeyDown: (event: KeyboardEvent) => void
    readonly onKeyUp: () => void
    readonly onBlur: () => void
    readonly onClick: () => void
    readonly onContextMenu: (event: { preventDefault: () => void }) => void
  }
}

export function useHold(onHeld: () => void, isOff: boolean): Hold {
  const [isHeld, setHeld] = useState(false)
  const [isArmed, setArmed] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** A pointer or key was used: the click that follows it says nothing more. */
  const pressed = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (!isArmed) return
    const end = setTimeout(() => setArmed(false), SECOND_CLICK_MS)
    return () => clearTimeout(end)
  }, [isArmed])

  const begin = (): void => {
    if (isOff || isHeld) return
    pressed.current = true
    setHeld(true)
    timer.current = setTimeout(() => {
      setHeld(false)
      onHeld()
    }, HOLD_MS)
  }
  const cancel = (): void => {
    clearTimeout(timer.current)
    setHeld(false)
    // The click of this press, where one comes at all, comes at once.
    setTimeout(() => {
      pressed.current = false
    }, CLICK_MS)
  }
  const onClick = (): void => {
    const wasPressed = pressed.current
    pressed.current = false
    if (wasPressed || isOff) return
    if (isArmed) onHeld()
    setArmed(!isArmed)
  }
  return {
    isHeld,
    isArmed,
    handlers: {
      onPointerDown: (event) => event.button === 0 && begin(),
      onPointerUp: cancel,
      onPointerLeave: cancel,
      onPointerCancel: cancel,
      onKeyDown: (event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return
        event.preventDefault()
        if (!event.repeat) begin()
      },
      onKeyUp: cancel,
      onBlur: cancel,
      onClick,
      // A long press on a phone would open a menu over the button.
      onContextMenu: (event) => event.preventDefault(),
    },
  }
}
