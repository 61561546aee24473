import type { ReactNode } from 'react'

export interface PageSectionProps {
  readonly title: ReactNode
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** A frame around it; lists and tables bring their own. */
  readonly boxed?: boolean
}

/** A part of a page under its own heading. */
export const PageSection = ({ title, aside, boxed = false, children }: PageSectionProps) => (
  <section className="mb-8 min-w-0">
    <div className="mb-2 flex flex-wrap items-baseline gap-x-4 px-4 desk:px-1">
      <h2 className="mr-auto text-lg font-semibold">{title}</h2>
      {aside === undefined ? null : <div className="text-sm text-ink-2">{aside}</div>}
    </div>
    {boxed ? (
      <div className="border-y border-line bg-surface px-4 py-4 desk:rounded-lg desk:border desk:px-5">{children}</div>
    ) : (
      children
    )}
  </section>
)

/** Facts as pairs of a name and a value. */
export const FactGrid = ({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="grid grid-cols-1 gap-x-8 gap-y-3 sm:grid-cols-2 wide:grid-cols-3">
    {facts.map(([name, value]) => (
      <div key={name} className="min-w-0">
        <dt className="text-xs text-ink-3">{name}</dt>
        <dd className="min-w-0 wrap-anywhere">{value}</dd>
      </div>
    ))}
  </dl>
)
