/**
 * What the process remembers of vault keys: a hint with a revision, nothing more. Every admission checks the revision in
 * the ledger, so an old hint costs a second look and never a wrong admission (guarantee G3).
 */
import { type CompiledAllowlist, compileAllowlist, type Policy } from '@keybrake/core'
import type { KeyRecord } from '@keybrake/ledger'
import { decodeKeyDocument, type KeyDocument } from '../admin/key-document.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'

export interface KeyHint {
  readonly record: KeyRecord
  readonly document: KeyDocument
  readonly policy: Policy
  /** Compiled against the connection's vendor; entries name its real account. */
  readonly allowlist: CompiledAllowlist
  /** The facts of every audit row of this key, as the beginning of a JSON object's text. */
  readonly factsPrefix: string
  /** Towards the vendor, idempotency keys carry this scope; null passes them unchanged. */
  readonly idempotencyScope: string | null
}

/** A hint and the very connection it was made for. */
interface Remembered {
  readonly hint: KeyHint
  readonly connection: LiveConnection | undefined
}

const HINTS_MAX = 100_000

export class KeyHints {
  readonly #byLookup = new Map<string, Remembered>()
  readonly #load: (lookup: string) => Promise<KeyRecord | null>
  readonly #connection: (name: string) => LiveConnection | undefined
  /** Rises when something is forgotten: a key that was read before that must not be remembered after it. */
  #generation = 0

  constructor(
    load: (lookup: string) => Promise<KeyRecord | null>,
    connection: (name: string) => LiveConnection | undefined,
  ) {
    this.#load = load
    this.#connection = connection
  }

  /** A hint made for another state of its connection is none: its allowlist may name another account. */
  remembered(lookup: string): KeyHint | undefined {
    const found = this.#byLookup.get(lookup)
    if (found === undefined) return undefined
    return found.connection === this.#connection(found.hint.record.connection) ? found.hint : undefined
  }

  /** Reads the key from the store and remembers it. */
  async fresh(lookup: string): Promise<KeyHint | null> {
    const generation = this.#generation
    const record = await this.#load(lookup)
    if (record === null) return null
    const connection = this.#connection(record.connection)
    const hint = hintOf(record, connection)
    if (generation === this.#generation) this.#remember(lookup, { hint, connection })
    return hint
  }

  forget(lookup: string): void {
    this.#generation++
    this.#byLookup.delete(lookup)
  }

  forgetAll(): void {
    this.#generation++
    this.#byLookup.clear()
  }

  #remember(lookup: string, remembered: Remembered): void {
    if (this.#byLookup.size >= HINTS_MAX) this.#byLookup.delete(this.#byLookup.keys().next().value as string)
    this.#byLookup.set(lookup, remembered)
  }
}

function hintOf(record: KeyRecord, connection: LiveConnection | undefined): KeyHint {
  const document = decodeKeyDocument(record.document)
  const policy = document.policy
  const adapter = connection?.adapter
  const facts = {
    key_label: record.label,
    run: record.run,
    principal: record.principalId,
    connection: record.connection,
    vendor: adapter?.vendor ?? document.vendor,
  }
  return {
    record,
    document,
    policy,
    allowlist: allowlistOf(policy, connection),
    factsPrefix: JSON.stringify(facts).slice(0, -1),
    idempotencyScope: connection?.document.idempotencyScope === 'connection' ? null : scopeOf(record, policy),
  }
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

/** The issuing principal, not the vault key: a retry in a later run must still be recognised. Or its run, if the key says so. */
function scopeOf(record: KeyRecord, policy: Policy): string {
  return policy.idempotencyScope === 'run'
    ? `run\0${record.principalId}\0${record.run ?? record.id}`
    : `principal\0${record.principalId}`
}
