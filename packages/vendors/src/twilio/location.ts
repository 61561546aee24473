/** Twilio's hosts, one a product. Their paths collide, so a call names its product; `api` may be left out. */
import type { Location } from '../adapter.ts'

const PRODUCTS = [
  'api',
  'accounts',
  'assistants',
  'bulkexports',
  'chat',
  'content',
  'conversations',
  'events',
  'flex-api',
  'frontline-api',
  'iam',
  'insights',
  'intelligence',
  'ip-messaging',
  'knowledge',
  'lookups',
  'marketplace',
  'memory',
  'messaging',
  'monitor',
  'notify',
  'numbers',
  'oauth',
  'preview',
  'preview-iam',
  'pricing',
  'proxy',
  'routes',
  'serverless',
  'studio',
  'supersim',
  'sync',
  'taskrouter',
  'trunking',
  'trusthub',
  'verify',
  'video',
  'voice',
  'wireless',
]

export const ORIGINS: Readonly<Record<string, string>> = Object.fromEntries(
  PRODUCTS.map((product) => [product, `https://${product}.twilio.com`]),
)

const isProduct = (name: string): boolean => Object.hasOwn(ORIGINS, name)

export function locate(path: string, hostProduct: string | null): Location | null {
  if (hostProduct !== null) return isProduct(hostProduct) ? at(hostProduct, path) : null
  const end = path.indexOf('/', 1)
  const first = end < 0 ? path.slice(1) : path.slice(1, end)
  return isProduct(first) ? at(first, end < 0 ? '' : path.slice(end)) : at('api', path)
}

/** `2010-04-01`: what every path of the `api` product begins with, and no other's. */
const DATED = /^\/[0-9]{4}-[0-9]{2}-[0-9]{2}(?=\/)/
const VERSIONED = /^\/(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|v[0-9]+)(?=\/)/

function at(product: string, path: string): Location | null {
  const single = collapsed(path)
  const complete = product === 'api' ? DATED.test(single) : single.length > 1 && !DATED.test(single)
  return complete ? { product, path: single } : null
}

/** A program that joins a base ending in the version with a path beginning with it is understood. */
function collapsed(path: string): string {
  const version = VERSIONED.exec(path)?.[0]
  return version !== undefined && path.startsWith(`${version}${version}/`) ? path.slice(version.length) : path
}
