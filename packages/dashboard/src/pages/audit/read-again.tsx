import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { liveCalls, useLiveVersion } from '../../api/live/live.ts'
import { Button } from '../../ui/button.tsx'

/** The log stands still while one reads it; this says that it grew, and reads it anew. */
export function ReadAgain({ busy, onRead }: { readonly busy: boolean; readonly onRead: () => void }) {
  useLiveVersion()
  const [then] = useState(() => liveCalls.added)
  const newer = liveCalls.added - then
  return (
    <Button variant="quiet" icon={<RefreshCw size={15} />} busy={busy} onClick={onRead}>
      {newer > 0 ? `${newer > 999 ? '999+' : newer} newer` : 'Read again'}
    </Button>
  )
}
