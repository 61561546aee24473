/** A credential, this once: of a new principal, or in place of its former one. */
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

export interface CredentialDialogProps {
  readonly name: string
  readonly credential: string
  readonly onClose: () => void
}

export const CredentialDialog = ({ name, credential, onClose }: CredentialDialogProps) => (
  <Dialog
    title={`Credential of ${name}`}
    onClose={onClose}
    footer={
      <Button variant="primary" onClick={onClose}>
        I have it
      </Button>
    }
  >
    <p className="mb-3">
      <strong>Copy it now: it is shown this once.</strong> It goes into <code>KEYBRAKE_API_KEY</code> of the program
      that issues keys, or signs a person in here.
    </p>
    <code className="mb-3 block rounded-md border border-line-strong bg-sunken px-3 py-2 font-mono text-sm break-all select-all">
      {credential}
    </code>
    <CopyButton text={credential} what="credential" wide />
  </Dialog>
)
