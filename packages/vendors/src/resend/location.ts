/** Resend has one host. Its paths have no version, so the first segment alone says whether one is Resend's. */
import type { Location } from '../adapter.ts'
import { readEndpoints } from '../shared/endpoints.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { all } from './endpoints/all.ts'

export const ORIGINS = { api: 'https://api.resend.com' } as const

const firstSegments = new Set(readEndpoints(all).map((row) => segmentsOf(row.path)[0] ?? ''))

export const ROOTS: readonly string[] = [...firstSegments].map((segment) => `/${segment}`)

export function locate(path: string, hostProduct: string | null): Location | null {
  if (hostProduct !== null && hostProduct !== 'api') return null
  return firstSegments.has(segmentsOf(path)[0] ?? '') ? { product: 'api', path } : null
}
