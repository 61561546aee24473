/**
 * The browser's own dialog: it keeps the focus, closes on Escape, makes the page behind it inert and gives the focus back.
 * `Dialog` stands in the middle (at the bottom on a phone), `SidePanel` at the right (over all of a phone).
 */
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
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

function Frame({ title, onClose, actions, footer, className, children }: FrameProps & { readonly className: string }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (element === null || element.open) return
    const before = document.activeElement
    element.showModal()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
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
        if (event.target === dialog.current) onClose()
      }}
      className={cx('m-0 max-w-none border-line bg-surface p-0 text-ink shadow-(--shadow)', className)}
    >
      <div className="flex max-h-[inherit] min-h-full flex-col">
        <div className="sticky top-0 z-10 flex items-center gap-2 border-b border-line bg-surface py-2 pr-2 pl-5">
          <h2 id={titleId} className="min-w-0 flex-1 truncate text-lg font-semibold">
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
    className="inset-0 m-auto max-h-[85dvh] w-[min(34rem,100vw-2rem)] overflow-auto rounded-lg border max-desk:mb-0 max-desk:w-screen max-desk:rounded-b-none"
  />
)

export const SidePanel = (props: FrameProps) => (
  <Frame
    {...props}
    className="inset-y-0 right-0 left-auto h-dvh max-h-dvh w-[min(36rem,100vw)] overflow-auto border-l max-desk:w-screen max-desk:border-l-0"
  />
)
