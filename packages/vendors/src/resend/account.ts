/** Resend has no accounts below the key's own, and takes the parameters of a write from its body alone. */
import type { ReadRequest } from '@keybrake/core'
import type { VendorAdapter } from '../adapter.ts'

export const checkAccount = (request: Pick<ReadRequest, 'path'>): { readonly path: string } => ({ path: request.path })

export function checkParameters(request: ReadRequest): ReturnType<VendorAdapter['checkParameters']> {
  const read = request.method === 'GET' || request.method === 'HEAD'
  const [first] = request.query
  if (read || first === undefined) return null
  return {
    code: 'ambiguous_body',
    parameter: first[0],
    why: 'Resend reads the parameters of a write from the JSON body: leave the query string empty',
  }
}
