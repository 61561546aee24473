import { type ReactNode, useEffect } from 'react'

export interface PageHeadProps {
  readonly title: string
  /** One line on what the page is for, or what is shown. */
  readonly about?: ReactNode
  /** Buttons at the right. */
  readonly actions?: ReactNode
}

/** The page's name, also in the window's title. */
export function PageHead({ title, about, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Keybrake`
  }, [title])
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 px-4 pt-6 pb-4 desk:px-1">
      <div className="min-w-0">
        <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>
        {about === undefined ? null : <div className="mt-0.5 max-w-3xl text-ink-2">{about}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
