import { FlaskConical, Landmark, TestTube } from 'lucide-react'
import type { Connection } from '../../api/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { MODE_WORDS, modeOf } from './facts.ts'

const ICONS = { simulated: FlaskConical, test: TestTube, live: Landmark, unknown: Landmark }

export function ModeBadge({ of: connection }: { readonly of: Connection }) {
  const mode = modeOf(connection)
  const Icon = ICONS[mode]
  return (
    <Badge
      tone={mode === 'live' || mode === 'unknown' ? 'accent' : 'plain'}
      icon={<Icon size={13} aria-hidden="true" />}
    >
      {MODE_WORDS[mode]}
    </Badge>
  )
}
