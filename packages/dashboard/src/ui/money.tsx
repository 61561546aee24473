import { usdText } from '../format/money.ts'
import { cx } from './class-names.ts'

/** An exact amount. Nothing is shown as a dash, never as zero. */
export const Money = ({ usd, className }: { readonly usd: number | null | undefined; readonly className?: string }) =>
  usd === null || usd === undefined ? (
    <span className={cx('text-ink-3', className)}>–</span>
  ) : (
    <span className={cx('whitespace-nowrap', className)}>{usdText(usd)}</span>
  )
