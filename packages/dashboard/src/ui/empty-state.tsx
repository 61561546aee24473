import type { ReactNode } from 'react'

export interface EmptyStateProps {
  readonly title: ReactNode
  readonly children?: ReactNode
}

/** Nothing is here: says why, and what to do to change that. */
export const EmptyState = ({ title, children }: EmptyStateProps) => (
  <section className="flex max-w-2xl flex-col gap-3 px-4 py-6 desk:px-1">
    <h2 className="text-lg font-semibold">{title}</h2>
    <div className="flex flex-col gap-3 text-ink-2">{children}</div>
  </section>
)
