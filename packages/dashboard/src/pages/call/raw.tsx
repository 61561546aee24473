import type { JudgedCall, CallRow } from '../../api/types.ts'
import { useSession } from '../../app/role.ts'
import { CodeBlock } from '../../ui/copy-button.tsx'
import { curlLine } from './curl-line.ts'

/** The call as a command and as the API gives it, and its place in the chain of the log. */
export function Raw({ row }: { readonly row: CallRow | JudgedCall }) {
  const publicUrl = useSession()?.server.public_url ?? location.origin
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-4">
      <details>
        <summary className="py-1 font-semibold">cURL</summary>
        <CodeBlock what="the command" text={curlLine(row, publicUrl)} />
      </details>
      <details>
        <summary className="py-1 font-semibold">JSON</summary>
        <CodeBlock what="the row" text={JSON.stringify(row, null, 2)} />
      </details>
      {row.chain.hash === '' ? null : (
        <p className="pt-1 text-xs break-all text-ink-3">
          Entry {row.chain.seq} of chain {row.chain.chain}, hash {row.chain.hash}
        </p>
      )}
    </div>
  )
}
