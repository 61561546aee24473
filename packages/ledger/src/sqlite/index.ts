/** The embedded store: SQLite and a journal in the data folder, written by the thread of the calls; the audit log has its own. */
import { mkdirSync } from 'node:fs'
import type { SqliteStoreOptions, Store, StoreEvent } from '../store.ts'
import { openAudit, type SqliteAudit } from './audit/open.ts'
import { eventOf } from './audit/event.ts'
import { ledgerClient } from './client/ledger.ts'
import { registryClient } from './client/registry.ts'
import { Writer } from './writer/writer.ts'

export { FolderLockedError, lockFolder } from './folder-lock.ts'

export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dataDir, checkpointKey, durability = 'commit', bytesMax, unwrittenMax } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const listeners = new Set<(event: StoreEvent) => void>()
  let audit: SqliteAudit | null = null
  const onCommit = (batch: number, lines: readonly string[]): void => {
    if (durability === 'commit') audit?.notify(batch)
    if (listeners.size === 0) return
    for (const line of lines) for (const listener of listeners) listener(eventOf(line))
  }
  // The audit log must never know more than the journal, so it follows what is synced.
  const leased = durability === 'lease' ? { leases: {}, onDurable: (batch: number) => audit?.notify(batch) } : {}
  const writer = await Writer.open({ dataDir, bytesMax, unwrittenMax, onCommit, ...leased })
  const opened = await openAudit({
    dataDir,
    checkpointKey,
    lastBatch: writer.lastBatch,
    barrier: () => writer.call('barrier'),
    onProjected: (batch) => writer.projected(batch),
  })
  audit = opened
  return {
    ledger: ledgerClient(writer),
    registry: registryClient(writer),
    audit: opened,
    ready: () => writer.call('probe'),
    onEvent(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      try {
        writer.projected(await opened.close(await writer.call('barrier')))
      } finally {
        await opened.terminate()
        await writer.close()
      }
    },
  }
}
