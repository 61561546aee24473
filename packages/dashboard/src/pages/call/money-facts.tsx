import type { CallRow } from '../../api/types.ts'
import { originalAmount } from '../../calls/original-amount.ts'
import { usdText } from '../../format/money.ts'
import { Facts } from '../../ui/facts.tsx'
import { Counted } from '../../calls/counted.tsx'

/** What was asked, at which rate, what was set aside and what counts now. */
export function Money({ row }: { readonly row: CallRow }) {
  const asked = originalAmount(row) ?? (row.amount === null ? null : `${row.amount} ${row.currency ?? ''}`)
  const overage = row['overage_usd']
  return (
    <Facts
      facts={[
        { name: 'Asked', value: asked },
        { name: 'Rate', value: row.rate === null || row.rate === '1' ? null : `${row.rate} per USD` },
        { name: 'Held', value: row.reserved_usd === 0 ? null : usdText(row.reserved_usd) },
        { name: 'Counted now', value: row.state === null ? 'nothing' : <Counted row={row} /> },
        { name: 'Above the hold', value: typeof overage === 'number' && overage > 0 ? usdText(overage) : null },
        { name: 'Class', value: row.money_class },
        {
          name: 'Later money',
          value: row['later'] === true ? 'the vendor may state or move more without another call' : null,
        },
      ]}
    />
  )
}
