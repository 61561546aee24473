/** Stripe's hosts by path. Programs that join a base ending in `/v1` with a path beginning in `/v1` are understood. */
import type { Location } from '../adapter.ts'

export const ORIGINS = {
  api: 'https://api.stripe.com',
  files: 'https://files.stripe.com',
  connect: 'https://connect.stripe.com',
  'meter-events': 'https://meter-events.stripe.com',
} as const

export function locate(path: string, hostProduct: string | null): Location | null {
  if (hostProduct !== null && !(hostProduct in ORIGINS)) return null
  const single = collapsed(path)
  const product = productOf(single)
  return product === null ? null : { product, path: single }
}

function collapsed(path: string): string {
  return path.startsWith('/v1/v1/') || path.startsWith('/v2/v2/') ? path.slice(3) : path
}

function productOf(path: string): keyof typeof ORIGINS | null {
  if (path.startsWith('/oauth/')) return 'connect'
  if (path === '/v2/billing/meter_event_stream') return 'meter-events'
  if (!path.startsWith('/v1/') && !path.startsWith('/v2/')) return null
  const download = path.startsWith('/v1/files/') && path.endsWith('/contents')
  const pdf = path.startsWith('/v1/quotes/') && path.endsWith('/pdf')
  return path === '/v1/files' || download || pdf ? 'files' : 'api'
}
