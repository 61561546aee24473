/**
 * What keys that were issued alike have in common, read once for all of them: a thousand keys of one policy are one policy
 * and one compiled allowlist, which take the room of one and are near at hand for every call.
 */
import { type CompiledAllowlist, compileAllowlist, type Policy } from '@keybrake/core'
import type { KeyRecord } from '@keybrake/ledger'
import { decodeKeyDocument, type KeyDocument } from '../admin/key-document.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { openedBy } from '../upstream/opened.ts'

/** Of one connection. The next one above this empties the memory; keys that were read keep what they have. */
const TERMS_MAX = 1_000
const PREFIXES_MAX = 1_000

export class KeyTerms {
  readonly document: KeyDocument
  /** Compiled against the connection's vendor; entries name its real account. */
  readonly allowlist: CompiledAllowlist
  /** The closed operations that the policy opens, where the connection opens them too. */
  readonly opened: ReadonlySet<string>
  readonly #vendor: string
  readonly #prefixes = new Map<string, string>()

  constructor(document: KeyDocument, connection: LiveConnection | undefined) {
    this.document = document
    this.allowlist = allowlistOf(document.policy, connection)
    this.opened = openedOf(document.policy, connection)
    this.#vendor = connection?.adapter.vendor ?? document.vendor
  }

  /** The facts of every audit row of this key, as the beginning of a JSON object's text. */
  factsPrefix(record: KeyRecord): string {
    const facts = {
      key_label: record.label,
      run: record.run,
      principal: record.principalId,
      connection: record.connection,
      vendor: this.#vendor,
    }
    const prefix = JSON.stringify(facts).slice(0, -1)
    const known = this.#prefixes.get(prefix)
    if (known !== undefined) return known
    if (this.#prefixes.size >= PREFIXES_MAX) this.#prefixes.clear()
    this.#prefixes.set(prefix, prefix)
    return prefix
  }
}

const known = new WeakMap<LiveConnection, Map<string, KeyTerms>>()

/** @param text a key's document as it is stored */
export function termsOf(text: string, connection: LiveConnection | undefined): KeyTerms {
  if (connection === undefined) return new KeyTerms(decodeKeyDocument(text), connection)
  const ofConnection = known.get(connection) ?? new Map<string, KeyTerms>()
  known.set(connection, ofConnection)
  let terms = ofConnection.get(text)
  if (terms === undefined) {
    terms = new KeyTerms(decodeKeyDocument(text), connection)
    if (ofConnection.size >= TERMS_MAX) ofConnection.clear()
    ofConnection.set(text, terms)
  }
  return terms
}

const NOTHING: ReadonlySet<string> = new Set()

/** Both the key and the connection must name it. */
function openedOf({ openedEndpoints }: Policy, connection: LiveConnection | undefined): ReadonlySet<string> {
  if (openedEndpoints.length === 0 || connection === undefined) return NOTHING
  const names = openedBy(connection.adapter, connection.facts.account, openedEndpoints)
  return new Set([...names].filter((name) => connection.opened.has(name)))
}

/**
 * An entry that compiled when the key was issued may name an operation that is known no more, and without a connection no
 * operation is known at all. Such an entry allows nothing; it must not turn a refusal into a fault.
 */
function allowlistOf(policy: Policy, connection: LiveConnection | undefined): CompiledAllowlist {
  const names = connection?.adapter.operations.map((operation) => operation.name) ?? []
  const entries = policy.allowedEndpoints.map(
    (entry) => connection?.adapter.localEntry(entry, connection.facts) ?? entry,
  )
  const all = compileAllowlist(entries, names)
  if (all.ok) return all.allowlist
  const standing = compileAllowlist(
    entries.filter((entry) => compileAllowlist([entry], names).ok),
    names,
  )
  if (!standing.ok) throw new Error(`an allowlist entry that compiles alone does not with others: ${standing.why}`)
  return standing.allowlist
}
