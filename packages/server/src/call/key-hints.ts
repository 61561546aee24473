/**
 * What the process remembers of vault keys: a hint with a revision, nothing more. Every admission checks the revision in
 * the ledger, so an old hint costs a second look and never a wrong admission (guarantee G3).
 */
import type { CompiledAllowlist, Policy } from '@keybrake/core'
import type { KeyRecord } from '@keybrake/ledger'
import type { KeyDocument } from '../admin/key-document.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { termsOf } from './key-terms.ts'
import { ProvenBearer } from './proven-bearer.ts'

export interface KeyHint {
  readonly record: KeyRecord
  readonly bearer: ProvenBearer
  readonly document: KeyDocument
  readonly policy: Policy
  /** Compiled against the connection's vendor; entries name its real account. */
  readonly allowlist: CompiledAllowlist
  /** The closed operations that key and connection open. */
  readonly opened: ReadonlySet<string>
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
    // By the record's own text: the caller's may be a part of a whole request, and would keep that in memory.
    if (generation === this.#generation) this.#remember(record.lookup, { hint, connection })
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
  const terms = termsOf(record.document, connection)
  return {
    record,
    bearer: new ProvenBearer(),
    document: terms.document,
    policy: terms.document.policy,
    allowlist: terms.allowlist,
    opened: terms.opened,
    factsPrefix: terms.factsPrefix(record),
    idempotencyScope:
      connection?.document.idempotencyScope === 'connection' ? null : scopeOf(record, terms.document.policy),
  }
}

/** The issuing principal, not the vault key: a retry in a later run must still be recognised. Or its run, if the key says so. */
function scopeOf(record: KeyRecord, policy: Policy): string {
  return policy.idempotencyScope === 'run'
    ? `run\0${record.principalId}\0${record.run ?? record.id}`
    : `principal\0${record.principalId}`
}
