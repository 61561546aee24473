import type { AuditLog } from './audit.ts'
import type { Ledger } from './ledger.ts'
import type { Registry } from './registry.ts'

/** What a store opens to: one writer's ledger and registry, and the audit log projected from its records. */
export interface Store {
  readonly ledger: Ledger
  readonly registry: Registry
  readonly audit: AuditLog
  /** Resolves when a write transaction could be committed now; rejects with the reason. */
  ready(): Promise<void>
  /** Something was answered: each call, refusal and admin change, in commit order. For live views; never awaited. */
  onEvent(listener: (event: StoreEvent) => void): () => void
  /**
   * Whether this process does what one of those that share the store should do: asking vendors what became of calls, say. At a
   * change two may say so for some seconds, or none.
   */
  leads(): boolean
  /** How far what is read may be behind what was answered, now. @throws Error where a shared log cannot be asked */
  lag(): Promise<StoreLag>
  /** Over all processes that share the store; null: it is alone. */
  readonly locks: SharedLocks | null
  /** Commits what waits, projects what is recorded, closes files. */
  close(): Promise<void>
}

/** Names that one process at a time may hold. In no order of those who wait: each process lets only one of its own ask for a name. */
export interface SharedLocks {
  /** All of them, or null after `waitMsMax`. @throws Error where nobody can say now who holds what */
  acquire(names: readonly string[], waitMsMax: number): Promise<SharedLock | null>
}

export interface SharedLock {
  /** False: it was lost on the way, and another process may have it. */
  isHeld(): boolean
  release(): void
}

export interface StoreLag {
  /** Batches that are not in the audit log yet. Whoever asks the log waits for them. */
  readonly audit: number
  /** Commits of other stores that this one has not taken in yet; whatever it does next takes them in first. Null: it is alone. */
  readonly replica: number | null
}

export interface StoreEvent {
  readonly kind: 'call' | 'outcome' | 'refused' | 'admin'
  /** The entry's JSON text as recorded. */
  readonly entry: string
}

export type Durability = 'commit' | 'lease'

export interface SqliteStoreOptions {
  readonly dataDir: string
  /** 32 bytes that sign audit checkpoints. */
  readonly checkpointKey: Uint8Array
  /**
   * `commit` (the default): what is answered is on disk. `lease`: calls inside a block that was set aside durably are answered when
   * they are written, and synced within a moment; a power cut may lose those rows, but their money stays counted.
   */
  readonly durability?: Durability
  /** At most so many bytes in the ledger file, and in the journal: how tests see a full disk. Absent: no bound. */
  readonly bytesMax?: number
  /** At most about this many changed records wait to be written to their rows: how tests see every order of it. */
  readonly unwrittenMax?: number
}

export interface PostgresStoreOptions {
  /** `postgres://…`: the primary. */
  readonly url: string
  /** The replica goes below it. */
  readonly dataDir: string
  /** As of `SqliteStoreOptions`; the same for every store of one database. */
  readonly checkpointKey: Uint8Array
  readonly unwrittenMax?: number
  /**
   * A replica that was there is thrown away and made anew from the log. Operators want to know why: where the database lost
   * commits that this process had seen, calls happened that nobody counts any more.
   */
  readonly onMadeAnew?: (why: string) => void
}
