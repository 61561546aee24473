/** What this server is, in one line on every page; the whole of it on a press. */
import { useState } from 'react'
import { durationText } from '../format/time.ts'
import { clockSkew, serverNow } from './now.ts'
import { useSession } from './role.ts'
import { TrustDialog } from './trust-dialog.tsx'
import { useStatus } from './use-status.ts'

export function TrustFooter() {
  const session = useSession()
  const { data } = useStatus()
  const [isOpen, setOpen] = useState(false)
  if (session === null) return null
  const { version, ledger } = session.server
  const facts = [
    `Keybrake ${version}`,
    `ledger ${ledger === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
    ...(data === undefined ? [] : [`up ${durationText(serverNow() - Date.parse(data.started_at))}`]),
  ]
  const faults = [
    ...(data?.ledger.writable === false ? ['the ledger cannot commit: nothing is forwarded'] : []),
    ...(data !== undefined && Math.abs(data.clock.stepped_ms) > 2_000 ? ['the server’s clock was set'] : []),
    ...(clockSkew() === 0 ? [] : [`this device’s clock is ${durationText(Math.abs(clockSkew()))} off`]),
    ...(data?.audit?.verified?.ok === false ? ['the audit log has a fault'] : []),
  ]
  return (
    <footer className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t border-line px-4 py-3 text-xs text-ink-3 max-desk:pb-36 desk:px-6">
      <span>{facts.join(' · ')}</span>
      {faults.map((fault) => (
        <strong key={fault} className="text-stop">
          {fault}
        </strong>
      ))}
      <button type="button" className="underline underline-offset-2 hover:text-ink" onClick={() => setOpen(true)}>
        Server facts
      </button>
      {isOpen ? <TrustDialog onClose={() => setOpen(false)} /> : null}
    </footer>
  )
}
