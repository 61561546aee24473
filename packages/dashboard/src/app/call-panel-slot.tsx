/** `?call=…` on any page opens the details of that call beside it. */
import { lazy, Suspense } from 'react'
import { useSearchText, useSetSearch } from './search.ts'

const CallPanel = lazy(async () => ({ default: (await import('../pages/call/panel.tsx')).CallPanel }))

export function CallPanelSlot() {
  const { call } = useSearchText()
  const setSearch = useSetSearch()
  if (call === undefined) return null
  return (
    <Suspense>
      <CallPanel key={call} callId={call} onClose={() => setSearch({ call: undefined })} />
    </Suspense>
  )
}
