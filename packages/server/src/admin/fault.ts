import { type AdminCode, ADMIN_CODES, type ProblemFacts } from '@keybrake/contract'
import type { AdminParts } from './parts.ts'

/** By the status that the framework gives what it refuses itself. */
const BY_STATUS: Readonly<Record<number, AdminCode>> = {
  400: 'bad_request',
  413: 'body_too_large',
  415: 'unsupported_media_type',
}

/** A fault of ours says nothing about itself to the caller; where the ledger can't commit, that is what it was. */
export async function faultOf(
  parts: AdminParts,
  error: Error & { readonly statusCode?: number | undefined },
): Promise<ProblemFacts> {
  const code = BY_STATUS[error.statusCode ?? 500]
  if (code !== undefined) return { code, detail: code === 'bad_request' ? error.message : ADMIN_CODES[code].title }
  parts.log.error({ err: error }, 'an admin call failed')
  const isLedgerDown = await parts.store.ready().then(
    () => false,
    () => true,
  )
  if (isLedgerDown)
    return { code: 'ledger_unavailable', detail: 'The ledger cannot commit. Nothing was changed; try again later.' }
  return {
    code: 'internal',
    detail: 'A fault inside the process; its log says more. What was asked may or may not have been done.',
  }
}
