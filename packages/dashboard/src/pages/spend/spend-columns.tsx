import { Link } from '../../app/link.tsx'
import { microsText } from '../../format/money.ts'
import type { Column } from '../../ui/columns.ts'
import { type By, feedFilter, groupText } from './group-link.ts'
import { changeText, type GroupTotal } from './series.ts'

/** The name of a group leads to its calls. */
export function spendColumns(
  by: By,
  feed: Readonly<Record<string, string>>,
  compared: boolean,
  tag: string | undefined,
): readonly Column<GroupTotal>[] {
  return [
    {
      id: 'group',
      header: 'Group',
      card: 'title',
      width: '40%',
      sortBy: ({ group }) => group,
      cell: ({ group }) => {
        const filter = feedFilter(by, group, feed, tag)
        return filter === null ? (
          groupText(by, group)
        ) : (
          <Link to="/" search={filter}>
            {groupText(by, group)}
          </Link>
        )
      },
    },
    {
      id: 'spent',
      header: 'Spent',
      align: 'end',
      card: 'end',
      sortBy: ({ spent }) => Number(spent),
      cell: ({ spent }) => microsText(spent),
    },
    {
      id: 'held',
      header: 'Held',
      align: 'end',
      sortBy: ({ held }) => Number(held),
      cell: ({ held }) => microsText(held),
    },
    ...(compared
      ? [
          {
            id: 'before',
            header: 'Before',
            align: 'end',
            sortBy: ({ before }: GroupTotal) => Number(before ?? 0n),
            cell: ({ before }: GroupTotal) => microsText(before ?? 0n),
          } as const,
          {
            id: 'change',
            header: 'Change',
            align: 'end',
            cell: ({ spent, before }: GroupTotal) => changeText(spent, before ?? 0n),
          } as const,
        ]
      : []),
    {
      id: 'calls',
      header: 'Calls',
      align: 'end',
      sortBy: ({ calls }) => calls,
      cell: ({ calls }) => calls.toLocaleString('en-US'),
    },
  ]
}
