/** How the call was judged, step by step, down to the step that ended it. */
import { Check, Eye, Minus, OctagonX } from 'lucide-react'
import type { Judgement as Steps } from '../../api/types.ts'
import { cx } from '../../ui/class-names.ts'

const LOOKS = {
  passed: { icon: Check, word: 'passed', tone: 'text-accent' },
  refused: { icon: OctagonX, word: 'refused', tone: 'text-stop' },
  observed: { icon: Eye, word: 'would have been refused', tone: 'text-warn' },
  not_reached: { icon: Minus, word: 'not reached', tone: 'text-ink-3' },
}

export const Judgement = ({ steps }: { readonly steps: Steps }) => (
  <ol className="flex flex-col">
    {steps.map(({ step, title, outcome, code, detail }) => {
      const { icon: Icon, word, tone } = LOOKS[outcome]
      const isEnd = outcome === 'refused' || outcome === 'observed'
      return (
        <li
          key={step}
          aria-label={`${title}: ${word}`}
          className={cx(
            'flex gap-3 rounded-md px-2 py-0.5',
            isEnd && 'my-1 py-2',
            outcome === 'refused' && 'bg-stop-soft',
            outcome === 'observed' && 'bg-warn-soft',
          )}
        >
          <Icon size={15} className={cx('mt-1 shrink-0', tone)} aria-hidden="true" />
          <div className="min-w-0 pr-2">
            <p className={cx(outcome === 'not_reached' && 'text-ink-3', isEnd && 'font-semibold')}>
              {title}
              {isEnd ? (
                <span className={cx('font-normal', tone)}>{` – ${word}${code === null ? '' : `: ${code}`}`}</span>
              ) : null}
            </p>
            {detail === null ? null : <p className="text-sm break-words text-ink-2">{detail}</p>}
          </div>
        </li>
      )
    })}
  </ol>
)
