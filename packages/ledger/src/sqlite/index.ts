/** The embedded store: SQLite in the data folder, one writer thread, one thread for the audit log. */
import { mkdirSync } from 'node:fs'
import type { SqliteStoreOptions, Store, StoreEvent } from '../store.ts'
import { openAudit, type SqliteAudit } from './audit/open.ts'
import { eventOf } from './audit/event.ts'
import { ledgerClient } from './client/ledger.ts'
import { registryClient } from './client/registry.ts'
import { Writer } from './client/writer.ts'

export { FolderLockedError, lockFolder } from './folder-lock.ts'

export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const listeners = new Set<(event: StoreEvent) => void>()
  let audit: SqliteAudit | null = null
  const { dataDir, pagesMax = null, unwrittenMax = null } = options
  const data = { dataDir, pagesMax, unwrittenMax }
  const writer = await Writer.open(data, (lines) => {
    audit?.notify()
    for (const line of lines) for (const listener of listeners) listener(eventOf(line))
  })
  const opened = await openAudit({
    dataDir: options.dataDir,
    checkpointKey: options.checkpointKey,
    barrier: () => writer.call('barrier'),
    onProjected: (batch) => writer.trim(batch),
  })
  audit = opened
  return {
    ledger: ledgerClient(writer),
    registry: registryClient(writer),
    audit: opened,
    ready: () => writer.call('probe'),
    onEvent(listener) {
      listeners.add(listener)
      if (listeners.size === 1) writer.listen(true)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) writer.listen(false)
      }
    },
    async close() {
      const projected = await opened.close(await writer.call('barrier'))
      await writer.call('trim', projected)
      await writer.close()
    },
  }
}
