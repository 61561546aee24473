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

const HINTS_MAX = 100_000

export class KeyHints {
  readonly #byLookup = new Map<string, KeyHint>()
  readonly #load: (lookup: string) => Promise<KeyRecord | null>
  readonly #connection: (name: string) => LiveConnection | undefined

  constructor(
    load: (lookup: string) => Promise<KeyRecord | null>,
    connection: (name: string) => LiveConnection | undefined,
  ) {
    this.#load = load
    this.#connection = connection
  }

  remembered(lookup: string): KeyHint | undefined {
    return this.#byLookup.get(lookup)
  }

  /** Reads the key from the store and remembers it. */
  async fresh(lookup: string): Promise<KeyHint | null> {
    const record = await this.#load(lookup)
    if (record === null) return null
    const hint = hintOf(record, this.#connection(record.connection))
    if (this.#byLookup.size >= HINTS_MAX) this.#byLookup.delete(this.#byLookup.keys().next().value as string)
    this.#byLookup.set(lookup, hint)
    return hint
  }

  forget(lookup: string): void {
    this.#byLookup.delete(lookup)
  }

  forgetAll(): void {
    this.#byLookup.clear()
  }
}

function hintOf(record: KeyRecord, connection: LiveConnection | undefined): KeyHint {
  const document = decodeKeyDocument(record.document)
  const policy = document.policy
  const adapter = connection?.adapter
  const entries = policy.allowedEndpoints.map((entry) =>
    connection === undefined || adapter === undefined ? entry : adapter.localEntry(entry, connection.facts),
  )
  const compiled = compileAllowlist(
    entries,
    adapter === undefined ? [] : adapter.operations.map((operation) => operation.name),
  )
  if (!compiled.ok) throw new Error(`key ${record.id} has an allowlist that does not compile: ${compiled.why}`)
  const facts = {
    key_label: record.label,
    run: record.run,
    principal: record.principalId,
    connection: record.connection,
    vendor: adapter?.vendor ?? null,
  }
  return {
    record,
    document,
    policy,
    allowlist: compiled.allowlist,
    factsPrefix: JSON.stringify(facts).slice(0, -1),
    idempotencyScope: connection?.document.idempotencyScope === 'connection' ? null : scopeOf(record, policy),
  }
}

/** The issuing principal, not the vault key: a retry in a later run must still be recognised. Or its run, if the key says so. */
function scopeOf(record: KeyRecord, policy: Policy): string {
  return policy.idempotencyScope === 'run'
    ? `run\0${record.principalId}\0${record.run ?? record.id}`
    : `principal\0${record.principalId}`
}
