/** Checks of a policy that need the connection it is for: its vendor's operations, and what the operator opened on it. */
import type { FieldFault } from '@keybrake/contract'
import { compileAllowlist, nearest } from '@keybrake/core'
import type { VendorAdapter } from '@keybrake/vendors'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { closedOperations } from '../upstream/opened.ts'

/** Entries that were found right for a connection as it is: jobs issue thousands of keys that differ in their label alone. */
const right = new WeakMap<LiveConnection, Set<string>>()
const RIGHT_MAX = 10_000

export function checkAllowlist(connection: LiveConnection, entries: readonly string[]): readonly FieldFault[] {
  const known = right.get(connection) ?? new Set()
  right.set(connection, known)
  if (entries.every((entry) => known.has(entry))) return []
  const faults = allowlistFaults(connection, entries)
  if (faults.length > 0) return faults
  if (known.size >= RIGHT_MAX) known.clear()
  for (const entry of entries) known.add(entry)
  return []
}

function allowlistFaults(connection: LiveConnection, entries: readonly string[]): readonly FieldFault[] {
  const names = connection.adapter.operations.map(({ name }) => name)
  return entries.flatMap((entry, index) => {
    const compiled = compileAllowlist([connection.adapter.localEntry(entry, connection.facts)], names)
    const why = compiled.ok ? whyNotOwn(connection, entry) : compiled.why
    return why === null ? [] : [{ pointer: `/allowed_endpoints/${index}`, message: `${JSON.stringify(entry)}: ${why}` }]
  })
}

/** A path as callers of the proxy write it would never match: entries are of the vendor's own. */
function whyNotOwn({ adapter, record }: LiveConnection, entry: string): string | null {
  const path = entry.slice(entry.indexOf('/'))
  const prefix = `/${record.name}`
  const isOurs = path.startsWith(`${prefix}/`) && adapter.locate(path, null) === null
  return isOurs && adapter.locate(path.slice(prefix.length), null) !== null
    ? `paths are the vendor's own: leave out ${prefix}`
    : null
}

/** Each must be a closed endpoint of the vendor that the connection opens too. */
export function checkOpened(connection: LiveConnection, opened: readonly string[]): readonly FieldFault[] {
  const { adapter, facts, record } = connection
  return opened.flatMap((entry, index) => {
    const fault = (message: string) => [{ pointer: `/opened_endpoints/${index}`, message }]
    const why = whyNotClosed(adapter, entry)
    if (why !== null) return fault(why)
    const names = closedOperations(adapter, facts.account, entry)
    return names.every((name) => connection.opened.has(name))
      ? []
      : fault(`${entry} is not opened on the connection ${record.name}; an operator must open it there too`)
  })
}

/** Null for a closed operation: its name, or its request line, also of one that no table lists. */
export function whyNotClosed(adapter: VendorAdapter, entry: string): string | null {
  if (closedOperations(adapter, null, entry).length > 0) return null
  if (entry.includes('/'))
    return `${entry} is not the request line of a closed endpoint of ${adapter.vendor}; write its method and path with {id} for what varies, and name single objects in allowed_endpoints`
  if (adapter.operations.some(({ name }) => name === entry))
    return `${entry} is not a closed endpoint; allowed_endpoints is enough`
  const near = nearest(
    entry,
    adapter.operations.filter(({ closed }) => closed).map(({ name }) => name),
  )
  return `${entry} is not an operation of ${adapter.vendor}${near === null ? '' : `; did you mean ${near}?`}`
}
