/**
 * `Dialog` asks for something: in the middle (at the bottom on a phone), with the page behind it out of reach. `SidePanel` tells
 * more of what the page shows: beside it, under the header, so that the page and the brake stay in reach. Both are the browser's
 * own dialog: it takes the focus and gives it back, and closes on Escape.
 */
import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useShortcut } from '../app/shortcuts.ts'
import { IconButton } from './button.tsx'
import { cx } from './class-names.ts'

interface FrameProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** Beside the title, before the cross. */
  readonly actions?: ReactNode
  /** Stays in view under what scrolls: the buttons. */
  readonly footer?: ReactNode
}

interface Kind {
  readonly isModal: boolean
  readonly className: string
}

function Frame({ title, onClose, actions, footer, isModal, className, children }: FrameProps & Kind) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before the element leaves the page, while it is still known whether it had the focus.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null || element.open) return
    const before = document.activeElement
    if (isModal) element.showModal()
    else {
      element.show()
      // Its name is read first, and Tab goes on from there.
      document.getElementById(titleId)?.focus({ preventScroll: true })
    }
    return () => {
      const hadFocus = element.contains(document.activeElement)
      element.close()
      if (hadFocus && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (isModal && event.target === dialog.current) onClose()
      }}
      className={cx('m-0 max-w-none overflow-auto border-line bg-surface p-0 text-ink shadow-(--shadow)', className)}
    >
      <div className="flex max-h-[inherit] min-h-full flex-col">
        <div className="sticky top-0 z-10 flex items-center gap-2 border-b border-line bg-surface py-2 pr-2 pl-5">
          <h2 id={titleId} tabIndex={-1} className="min-w-0 flex-1 truncate text-lg font-semibold outline-none">
            {title}
          </h2>
          {actions}
          <IconButton label="Close" icon={<X size={18} />} onClick={onClose} />
        </div>
        <div className="flex-1 px-5 py-4">{children}</div>
        {footer === undefined ? null : (
          <div className="sticky bottom-0 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
            {footer}
          </div>
        )}
      </div>
    </dialog>
  )
}

export const Dialog = (props: FrameProps) => (
  <Frame
    {...props}
    isModal
    className="inset-0 m-auto max-h-[85dvh] w-[min(34rem,100vw-2rem)] rounded-lg border max-desk:mb-0 max-desk:w-screen max-desk:rounded-b-none"
  />
)

export function SidePanel(props: FrameProps) {
  useShortcut('Escape', 'Close the details', props.onClose)
  return (
    <Frame
      {...props}
      isModal={false}
      className="fixed top-(--header) right-0 bottom-0 left-auto z-20 h-auto w-[min(36rem,100vw)] border-l max-desk:w-screen max-desk:border-l-0 max-desk:pb-36"
    />
  )
}
