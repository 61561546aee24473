/**
 * What the process knows of each connection: where its secret may go, and the secret itself, as one value. A request can
 * only be sent to an origin of the connection whose secret it carries, because `forward` takes both from here.
 */
import { type Instant, Secret } from '@keybrake/core'
import type { ConnectionRecord } from '@keybrake/ledger'
import type { ConnectionFacts, ConnectionSecret, VendorAdapter } from '@keybrake/vendors'
import { type ConnectionDocument, decodeConnectionDocument } from '../admin/connection-document.ts'
import { addressOf } from './addresses.ts'
import { openedBy } from './opened.ts'
import { openOrigin, type Origin, type OriginOptions } from './origin.ts'
import { SecretScan } from './secret-scan.ts'

export interface LiveConnection {
  readonly record: ConnectionRecord
  readonly document: ConnectionDocument
  readonly adapter: VendorAdapter
  readonly facts: ConnectionFacts
  /** The closed operations that its settings open. */
  readonly opened: ReadonlySet<string>
  /**
   * The header lines that carry the secret, in the vendor's own form: made once, because every call sends them. Null where
   * the secret was erased: nothing can be forwarded.
   */
  readonly credential: readonly CredentialLine[] | null
  /** Of the vendor's account, where its secret shows it. */
  readonly mode: 'test' | 'live' | null
  readonly scan: SecretScan
  /** By product; a product without an entry has no address. */
  readonly origins: ReadonlyMap<string, Origin>
}

export type CredentialLine = readonly [name: string, value: Secret]

export interface LiveConnectionsParts {
  readonly adapters: ReadonlyMap<string, VendorAdapter>
  readonly unseal: (connection: string, envelope: Uint8Array) => string
  readonly load: (name: string) => Promise<ConnectionRecord | null>
  readonly originOptions: OriginOptions
  /** Told every secret's text, so that logs can be kept free of it. */
  readonly onSecret: (text: string) => void
}

export class LiveConnections {
  readonly #parts: LiveConnectionsParts
  readonly #live = new Map<string, LiveConnection>()
  readonly #origins = new Map<string, Origin>()
  readonly #succeeded = new Map<string, Instant>()

  constructor(parts: LiveConnectionsParts) {
    this.#parts = parts
  }

  get(name: string): LiveConnection | undefined {
    return this.#live.get(name)
  }

  names(): ReadonlySet<string> {
    return new Set(this.#live.keys())
  }

  has(name: string): boolean {
    return this.#live.has(name)
  }

  /** The vendor answered a call of it with success. */
  succeeded(name: string, at: Instant): void {
    this.#succeeded.set(name, at)
  }

  /** When it last did, since this process began; null: not yet. */
  succeededAt(name: string): Instant | null {
    return this.#succeeded.get(name) ?? null
  }

  /** Reads the record again: at start, after an admin change, and when the ledger answered `stale`. */
  async refresh(name: string): Promise<LiveConnection | undefined> {
    const record = await this.#parts.load(name)
    if (record === null || record.deletedAt !== null) this.#live.delete(name)
    else this.put(record)
    return this.#live.get(name)
  }

  put(record: ConnectionRecord): void {
    const adapter = this.#parts.adapters.get(record.vendor)
    if (adapter === undefined) throw new Error(`connection ${record.name} is of the unknown vendor ${record.vendor}`)
    const document = decodeConnectionDocument(record.document)
    const plain = record.secret === null ? null : this.#parts.unseal(record.name, record.secret)
    const fields: ConnectionSecret = plain === null ? {} : (JSON.parse(plain) as ConnectionSecret)
    // An account SID is no secret and stands in every answer.
    const secrets = Object.entries(fields).flatMap(([name, value]) => (name === 'account_sid' ? [] : [value]))
    for (const secret of secrets) this.#parts.onSecret(secret)
    const account = fields.account_sid ?? document.account
    this.#live.set(record.name, {
      record,
      document,
      adapter,
      facts: {
        name: record.name,
        vendor: record.vendor,
        account,
        correlate: document.correlate,
        settings: document.settings,
      },
      opened: openedBy(adapter, account, document.openedEndpoints),
      credential: plain === null ? null : adapter.authorise(fields).map(([name, value]) => [name, new Secret(value)]),
      mode: plain === null ? null : (adapter.mode?.(fields) ?? null),
      scan: new SecretScan(secrets),
      origins: this.#originsOf(adapter, document),
    })
  }

  #originsOf(adapter: VendorAdapter, document: ConnectionDocument): ReadonlyMap<string, Origin> {
    const origins = new Map<string, Origin>()
    for (const product of Object.keys(adapter.origins)) {
      const url = addressOf(adapter, document, product)
      if (url === null) continue
      let origin = this.#origins.get(url)
      if (origin === undefined) {
        origin = openOrigin(url, this.#parts.originOptions)
        this.#origins.set(url, origin)
      }
      origins.set(product, origin)
    }
    return origins
  }

  async close(): Promise<void> {
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()))
  }
}
