/** A writer, and the audit log that is projected behind it, as one store: alone, or as the replica of a shared log. */
import type { Store, StoreEvent } from '../store.ts'
import { eventOf } from './audit/event.ts'
import { openAudit, type SqliteAudit } from './audit/open.ts'
import { ledgerClient } from './client/ledger.ts'
import { registryClient } from './client/registry.ts'
import { Writer } from './writer/writer.ts'
import type { WriterOptions } from './writer/writer-options.ts'

export interface Embedded {
  readonly writer: Writer
  readonly store: Store
}

/**
 * All of it, or nothing: where a part does not open, the folder is given back.
 *
 * @param opened what the writer must do before the audit log opens
 */
export async function openEmbedded(
  options: Omit<WriterOptions, 'onCommit' | 'onDurable'>,
  checkpointKey: Uint8Array,
  opened: (writer: Writer) => Promise<unknown> = () => Promise.resolve(),
): Promise<Embedded> {
  const openBeside = async (writer: Writer): Promise<SqliteAudit> => {
    await opened(writer)
    return openAudit({
      dataDir: options.dataDir,
      checkpointKey,
      lastBatch: writer.lastBatch,
      barrier: () => writer.barrier(),
      onProjected: (batch) => writer.projected(batch),
    })
  }
  const listeners = new Set<(event: StoreEvent) => void>()
  let audit: SqliteAudit | null = null
  // The audit log must never know more than the journal, so it follows what is durable.
  const onDurable = (batch: number): void => audit?.notify(batch)
  const onCommit = (batch: number, lines: readonly string[]): void => {
    if (options.leases === undefined) onDurable(batch)
    if (listeners.size === 0) return
    for (const line of lines) {
      const event = eventOf(line)
      for (const listener of listeners) listener(event)
    }
  }
  const writer = await Writer.open({ ...options, onCommit, onDurable })
  const log = await openBeside(writer).catch(async (error: unknown) => {
    // Else it would keep the folder, which whoever opens it again may have emptied.
    await writer.close().catch(() => undefined)
    throw error
  })
  audit = log
  const store: Store = {
    ledger: ledgerClient(writer),
    registry: registryClient(writer),
    audit: log,
    ready: () => writer.call('probe'),
    onEvent(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    leads: () => true,
    locks: null,
    lag: () => Promise.resolve({ audit: log.behind, replica: null }),
    async close() {
      try {
        writer.projected(await log.close(await writer.barrier()))
      } finally {
        await log.terminate()
        await writer.close()
      }
    },
  }
  return { writer, store }
}
