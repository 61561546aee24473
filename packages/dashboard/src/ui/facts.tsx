import { Fragment, type ReactNode } from 'react'

export interface Fact {
  readonly name: string
  /** Absent facts are left out. */
  readonly value: ReactNode
}

/** Names and values beside each other. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="grid grid-cols-[minmax(6.5rem,max-content)_1fr] gap-x-4 gap-y-1.5">
    {facts.map(({ name, value }) =>
      value === null || value === undefined || value === '' ? null : (
        <Fragment key={name}>
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </Fragment>
      ),
    )}
  </dl>
)

/** A named part of a page or panel. */
export const Section = ({
  title,
  actions,
  children,
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => (
  <section className="border-t border-line py-4 first:border-t-0 first:pt-0">
    <div className="flex items-center justify-between gap-3 pb-2.5">
      <h3 className="font-semibold">{title}</h3>
      {actions}
    </div>
    {children}
  </section>
)
