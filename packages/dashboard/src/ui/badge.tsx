import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

const TONES = {
  plain: 'bg-sunken text-ink-2',
  accent: 'bg-accent-soft text-accent',
  stop: 'bg-stop-soft text-stop',
  warn: 'bg-warn-soft text-warn',
}

export interface BadgeProps {
  readonly tone?: keyof typeof TONES
  readonly icon?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A state as a word (and an icon): colour alone never says anything. */
export const Badge = ({ tone = 'plain', icon, className, children }: BadgeProps) => (
  <span
    className={cx(
      'inline-flex items-center gap-1 rounded px-1.5 py-px text-xs font-medium whitespace-nowrap',
      TONES[tone],
      className,
    )}
  >
    {icon}
    {children}
  </span>
)
