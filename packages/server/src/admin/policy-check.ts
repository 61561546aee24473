/** Checks of a policy that need the connection it is for: its vendor's operations, and what the operator opened on it. */
import type { FieldFault } from '@keybrake/contract'
import { compileAllowlist, nearest } from '@keybrake/core'
import type { LiveConnection } from '../upstream/live-connections.ts'

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
    return compiled.ok
      ? []
      : [{ pointer: `/allowed_endpoints/${index}`, message: `${JSON.stringify(entry)}: ${compiled.why}` }]
  })
}

/** Each must be a closed endpoint of the vendor that the connection opens too. */
export function checkOpened(connection: LiveConnection, opened: readonly string[]): readonly FieldFault[] {
  return opened.flatMap((name, index) => {
    const fault = (message: string) => [{ pointer: `/opened_endpoints/${index}`, message }]
    const why = whyNotClosed(connection, name)
    if (why !== null) return fault(why)
    return connection.document.openedEndpoints.includes(name)
      ? []
      : fault(`${name} is not opened on the connection ${connection.record.name}; an operator must open it there too`)
  })
}

/** Null for the name of a closed operation, or for a request line, which may be of an endpoint that no table lists. */
export function whyNotClosed({ adapter }: Pick<LiveConnection, 'adapter'>, name: string): string | null {
  if (/^[A-Z]+ \/\S*$/.test(name)) return null
  const operation = adapter.operations.find((known) => known.name === name)
  if (operation !== undefined)
    return operation.closed ? null : `${name} is not a closed endpoint; allowed_endpoints is enough`
  const near = nearest(
    name,
    adapter.operations.filter(({ closed }) => closed).map((known) => known.name),
  )
  return `${name} is not an operation of ${adapter.vendor}${near === null ? '' : `; did you mean ${near}?`}`
}
