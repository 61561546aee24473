/** Which closed endpoints the entries of `opened_endpoints` mean: read once, so that a call compares names only. */
import { type Method, readTarget } from '@keybrake/core'
import type { ConnectionFacts, Operation, VendorAdapter } from '@keybrake/vendors'

const LINE = /^(GET|POST|PUT|PATCH|DELETE|HEAD) (\/[^\s?]*)$/
/** A variable segment, in either spelling, as the tables have it. */
const VARIABLE = '{id}'
const VARIABLES = /(?<=\/)(?:\*|\{[^/]*\})(?=[/.]|$)/g
const NOTHING: ReadonlySet<string> = new Set()

/** The names of all closed operations that these entries mean. */
export function openedBy(
  adapter: VendorAdapter,
  account: string | null,
  entries: readonly string[],
): ReadonlySet<string> {
  return entries.length === 0 ? NOTHING : new Set(entries.flatMap((entry) => closedOperations(adapter, account, entry)))
}

/**
 * Those of one entry: an operation's name, or a request line; the same line can stand at several hosts of a vendor. Empty
 * where it means none, or only some objects of one: an endpoint is opened as a whole, and the allowlist names objects.
 */
export function closedOperations(adapter: VendorAdapter, account: string | null, entry: string): readonly string[] {
  const [, method, path] = LINE.exec(entry) ?? []
  if (method === undefined || path === undefined)
    return namesOf(adapter.operations.filter(({ name }) => name === entry))
  const found = (line: string): readonly Operation[] =>
    Object.keys(adapter.origins).flatMap((product) => adapter.operation(method as Method, product, line) ?? [])
  const general = generalPath(adapter, path)
  const listed = found(general).filter((operation) => !isUnlisted(operation))
  if (listed.length > 0) return namesOf(listed.filter(({ endpoint }) => variables(endpoint) === variables(general)))
  // No table has it, but its family is closed: its exact line is its name.
  const exact = adapter.localEntry(path, factsOf(adapter, account))
  return readTarget(exact).ok && !/[*{}]/.test(exact) ? namesOf(found(exact).filter(isUnlisted)) : []
}

const namesOf = (operations: readonly Operation[]): readonly string[] => [
  ...new Set(operations.filter(({ closed }) => closed).map(({ name }) => name)),
]

/** With `{id}` for every part that is one, the account among them. */
function generalPath(adapter: VendorAdapter, path: string): string {
  const own = factsOf(adapter, VARIABLE)
  const general = adapter.localEntry(path, own).replace(VARIABLES, VARIABLE)
  const account = adapter.checkAccount({ path: general, headers: new Map() }, { accounts: [], keyId: '' }, own)
  return 'refused' in account ? general.replace(account.refused, VARIABLE) : general
}

const isUnlisted = ({ name, endpoint }: Operation): boolean => name === endpoint
const variables = (line: string): number => line.split(VARIABLE).length - 1

const factsOf = ({ vendor }: VendorAdapter, account: string | null): ConnectionFacts => ({
  name: vendor,
  vendor,
  account,
  correlate: false,
  settings: {},
})
