import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Key } from '../../api/types.ts'
import { Table } from '../../ui/table.tsx'
import { KEY_COLUMNS } from './key-columns.tsx'

export interface KeyListProps {
  readonly rows: readonly Key[]
  readonly empty: ReactNode
  readonly onEnd?: (() => void) | undefined
  readonly caption?: string
}

export function KeyList({ rows, empty, onEnd, caption = 'Vault keys' }: KeyListProps) {
  const navigate = useNavigate()
  return (
    <Table
      caption={caption}
      columns={KEY_COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: `/keys/${id}` as never })}
      empty={empty}
      onEnd={onEnd}
    />
  )
}
