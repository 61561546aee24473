/** Short news of what a person did: one at a time, announced, gone after a while unless there is something to press. */
import { X } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { createStore, useStore } from '../app/store.ts'
import { IconButton } from './button.tsx'
import { cx } from './class-names.ts'

export interface ToastContent {
  readonly text: ReactNode
  readonly tone?: 'plain' | 'stop'
  /** A button or link; the toast then stays until it is closed. */
  readonly action?: ReactNode
}

const current = createStore<ToastContent | null>(null)

export const toast = (content: ToastContent | string): void =>
  current.set(typeof content === 'string' ? { text: content } : content)

const SHOWN_MS = 6_000

export function Toaster() {
  const shown = useStore(current)
  useEffect(() => {
    if (shown === null || shown.action !== undefined || shown.tone === 'stop') return
    const timer = setTimeout(() => current.set(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-36 z-50 flex justify-center desk:bottom-6">
      {shown === null ? null : (
        <div
          className={cx(
            'pointer-events-auto flex max-w-lg items-center gap-3 rounded-md border bg-surface py-2 pr-2 pl-4 shadow-(--shadow)',
            shown.tone === 'stop' ? 'border-stop text-stop' : 'border-line-strong',
          )}
        >
          <div className="min-w-0">{shown.text}</div>
          {shown.action}
          <IconButton label="Close" icon={<X size={16} />} onClick={() => current.set(null)} />
        </div>
      )}
    </div>
  )
}
