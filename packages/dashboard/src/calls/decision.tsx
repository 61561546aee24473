import { Check, Eye, OctagonX } from 'lucide-react'
import type { CallRow } from '../api/types.ts'
import { cx } from '../ui/class-names.ts'

const LOOKS = {
  allowed: { icon: Check, tone: 'text-ink-2', word: 'allowed' },
  refused: { icon: OctagonX, tone: 'text-stop', word: 'refused' },
  observed: { icon: Eye, tone: 'text-warn', word: 'let pass' },
}

export interface DecisionProps {
  readonly row: Pick<CallRow, 'decision' | 'code' | 'count'>
  /** Without the code. */
  readonly short?: boolean
}

/** What became of a call, as icon and word, with the code that stopped it (or would have) and how many share the row. */
export function Decision({ row: { decision, code, count }, short = false }: DecisionProps) {
  const { icon: Icon, tone, word } = LOOKS[decision]
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle">
      <Icon size={15} className={cx('shrink-0', tone)} aria-hidden="true" />
      <span className={cx('font-medium', tone)}>{word}</span>
      {code === null || short ? null : <span className="truncate text-ink-2">{code}</span>}
      {count > 1 ? (
        <span className="shrink-0 rounded bg-stop-soft px-1 text-xs font-medium text-stop">×{count}</span>
      ) : null}
    </span>
  )
}
