import { nearest } from '@keybrake/core'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { invalid, type Problem } from './answer.ts'
import type { AdminParts } from './parts.ts'

/** The connection a key is for: the one named, or the vendor's default one, which has the vendor's name. */
export function findConnection(
  parts: AdminParts,
  asked: { readonly vendor: string | null; readonly connection: string | null },
): LiveConnection | Problem {
  const { vendor, connection } = asked
  if (vendor !== null && !parts.adapters.has(vendor))
    return invalid({ pointer: '/vendor', message: unknownVendor(parts, vendor) })
  if (connection !== null) {
    const live = parts.connections.get(connection)
    if (live === undefined) return invalid({ pointer: '/connection', message: unknownConnection(parts, connection) })
    return vendor === null || live.record.vendor === vendor
      ? live
      : invalid({
          pointer: '/vendor',
          message: `the connection ${connection} is of ${live.record.vendor}, not of ${vendor}`,
        })
  }
  const live = vendor === null ? undefined : parts.connections.get(vendor)
  return live !== undefined && live.record.vendor === vendor
    ? live
    : invalid({
        pointer: '/vendor',
        message: `no connection of this proxy is named ${vendor}; make one, or name one with "connection"`,
      })
}

export function unknownConnection({ connections }: Pick<AdminParts, 'connections'>, connection: string): string {
  const near = nearest(connection, connections.names())
  return `there is no connection ${connection}${near === null ? '' : `; did you mean ${near}?`}`
}

export function unknownVendor(parts: Pick<AdminParts, 'adapters'>, vendor: string): string {
  const near = nearest(vendor, parts.adapters.keys())
  return `${JSON.stringify(vendor)} is not a known vendor${near === null ? ` (known: ${[...parts.adapters.keys()].join(', ')})` : `; did you mean ${near}?`}`
}
