import { Ban, CircleCheck, CircleSlash, Hourglass } from 'lucide-react'
import type { Key } from '../../api/types.ts'
import { Badge } from '../../ui/badge.tsx'

const LOOKS = {
  active: { tone: 'accent', icon: <CircleCheck size={13} aria-hidden="true" /> },
  exhausted: { tone: 'stop', icon: <CircleSlash size={13} aria-hidden="true" /> },
  expired: { tone: 'plain', icon: <Hourglass size={13} aria-hidden="true" /> },
  revoked: { tone: 'plain', icon: <Ban size={13} aria-hidden="true" /> },
} as const

export const StatusBadge = ({ status }: Pick<Key, 'status'>) => <Badge {...LOOKS[status]}>{status}</Badge>
