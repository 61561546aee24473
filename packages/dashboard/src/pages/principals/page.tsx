/** Who may issue what: principals, their roles and ceilings. */
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Principal } from '../../api/types.ts'
import { useReason } from '../../app/role.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { CredentialDialog } from './credential-dialog.tsx'
import { RemovePrincipalDialog, RotatePrincipalDialog } from './end-dialogs.tsx'
import { NewPrincipalDialog } from './new-principal-dialog.tsx'
import { PrincipalCard } from './principal-card.tsx'
import { principalsAll } from './reads.ts'

type Open =
  | { readonly what: 'new' }
  | { readonly what: 'rotate' | 'remove'; readonly principal: Principal }
  | { readonly what: 'credential'; readonly name: string; readonly credential: string }

export function Page() {
  const [open, setOpen] = useState<Open | null>(null)
  const reason = useReason(['operator'], 'add principals')
  const query = useQuery(principalsAll)
  return (
    <>
      <PageHead
        title="Principals"
        about="Who may call the admin API: people and programs, by role. An issuer’s ceilings bound every key it issues, and all of them together."
        actions={
          <Button
            variant="primary"
            icon={<Plus size={16} />}
            disabledReason={reason}
            onClick={() => setOpen({ what: 'new' })}
          >
            Add a principal
          </Button>
        }
      />
      <Loaded query={query} what="principals">
        {({ data }) => (
          <ul className="flex flex-col gap-3 px-4 pb-8 desk:px-1">
            {data.map((principal) => (
              <li key={principal.id}>
                <PrincipalCard
                  of={principal}
                  onRotate={() => setOpen({ what: 'rotate', principal })}
                  onRemove={() => setOpen({ what: 'remove', principal })}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {open === null ? null : <Opened open={open} setOpen={setOpen} />}
    </>
  )
}

function Opened({ open, setOpen }: { readonly open: Open; readonly setOpen: (next: Open | null) => void }) {
  const close = () => setOpen(null)
  switch (open.what) {
    case 'new':
      return (
        <NewPrincipalDialog
          onClose={close}
          onMade={({ name, credential }) => setOpen({ what: 'credential', name, credential })}
        />
      )
    case 'rotate':
      return (
        <RotatePrincipalDialog
          of={open.principal}
          onClose={close}
          onRotated={(credential) => setOpen({ what: 'credential', name: open.principal.name, credential })}
        />
      )
    case 'remove':
      return <RemovePrincipalDialog of={open.principal} onClose={close} />
    case 'credential':
      return <CredentialDialog name={open.name} credential={open.credential} onClose={close} />
  }
}
