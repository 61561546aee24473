import type { Brake } from '@keybrake/client'
import type { Column, Row } from '../../output/columns.ts'
import type { Output } from '../../output/output.ts'

const COLUMNS: readonly Column[] = [
  { name: 'vendor', kind: 'text' },
  { name: 'brake', kind: 'word' },
  { name: 'reason', kind: 'text' },
  { name: 'changed_at', title: 'SINCE', kind: 'time' },
  { name: 'changed_by', title: 'BY', kind: 'id', spare: 1 },
]

/** Every stop there is, that of all vendors first. */
export async function writeBrake(out: Output, brake: Brake): Promise<void> {
  if (out.format === 'json' || out.format === 'jsonl') return out.object(brake as unknown as Row, [], () => '')
  const all = { ...brake, vendor: brake.vendor ?? 'all' }
  const rows = [all, ...brake.vendors.filter(({ vendor }) => vendor !== all.vendor)].map((each) => ({
    ...each,
    brake: each.engaged ? 'engaged' : 'released',
  }))
  await out.list({
    columns: COLUMNS,
    pages: (async function* () {
      yield rows as unknown as readonly Row[]
    })(),
    name: (row) => `${String(row['vendor'])} ${String(row['brake'])}`,
    empty: '',
  })
}
