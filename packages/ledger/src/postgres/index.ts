/**
 * The store on PostgreSQL: a log of commits that any number of processes share, and in each of them a replica, which is the
 * embedded store in a folder that can be thrown away.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@keybrake/core'
import type { AuditLog } from '../audit.ts'
import type { PostgresStoreOptions, Store } from '../store.ts'
import { FolderLockedError, lockFolder } from '../sqlite/folder-lock.ts'
import { openEmbedded } from '../sqlite/embedded.ts'
import type { SharedLog } from '../sqlite/writer/writer-options.ts'
import { AdvisoryLocks } from './advisory-locks.ts'
import { PostgresLog } from './log.ts'
import { migrate } from './migrate.ts'
import { giveUpNode, Nodes, registerNode } from './nodes.ts'
import { numberIn, Session } from './session.ts'
import { cutLog, isWhole, restoreSnapshot } from './snapshots.ts'

export { rollbackRisks, type RollbackRisk } from './rollback-risks.ts'

/** How far a store that nobody asks anything may be behind the others. */
const FOLLOW_MS = 200

const LOCK_WAIT_MS = 2_000
/**
 * Files of a replica: which log it is of; the number of the store that opened it last; and, while one has it open, the boot of
 * the machine. What a killed store wrote is there as long as the machine runs; a power cut may have torn it.
 */
const LOG_ID = 'log-id'
const LAST_NODE = 'node'
const OPEN = 'open'

/** @throws Error where the database cannot be reached, is no primary or has a newer schema; FolderLockedError */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(options.dataDir, LOCK_WAIT_MS, 'replica.lock')
  let session: Session | null = null
  try {
    session = await Session.open(options.url)
    await migrate(session)
    const [head] = await session.all('SELECT id FROM keybrake_log_head')
    const dataDir = join(options.dataDir, 'replica')
    const logId = String(head?.['id'])
    const since = textIn(dataDir, OPEN)
    const isTorn = since !== null && since !== boot()
    const hadId = textIn(dataDir, LOG_ID)
    if (isTorn || hadId !== logId) {
      if (hadId !== null) options.onMadeAnew?.(isTorn ? 'the machine ended while it was open' : 'it is of another log')
      await makeAnew(session, options, { dataDir, logId })
    }
    writeFileSync(join(dataDir, OPEN), boot())
    // Nobody else has the folder, so the process that had it is gone.
    const former = Number.parseInt(textIn(dataDir, LAST_NODE) ?? '', 10)
    const node = await registerNode(session)
    const store = await openTrueReplica(options, session, { dataDir, logId, node })
    try {
      writeFileSync(join(dataDir, LAST_NODE), String(node))
      if (Number.isInteger(former)) {
        await store.recover([former])
        await giveUpNode(session, former)
      }
    } catch (error) {
      await store.close().catch(() => undefined)
      throw error
    }
    const close = async (): Promise<void> => {
      try {
        await store.close()
        rmSync(join(dataDir, OPEN))
      } finally {
        unlock()
      }
    }
    return { ...store, close }
  } catch (error) {
    unlock()
    throw error
  } finally {
    await session?.close()
  }
}

interface PostgresStore extends Store {
  recover(nodes: readonly number[]): Promise<unknown>
}

/**
 * After a power cut, where the database was put back to an earlier state, or where an older version wrote it that this one cannot
 * read, the replica is made anew: the log is the truth.
 */
async function openTrueReplica(
  options: PostgresStoreOptions,
  session: Session,
  { dataDir, logId, node }: { readonly dataDir: string; readonly logId: string; readonly node: number },
): Promise<PostgresStore> {
  try {
    return await openReplica(options, dataDir, node)
  } catch (error) {
    if (error instanceof FolderLockedError) throw error
    options.onMadeAnew?.(error instanceof Error ? error.message : String(error))
    await makeAnew(session, options, { dataDir, logId })
    return openReplica(options, dataDir, node)
  }
}

async function openReplica(
  { url, checkpointKey, unwrittenMax }: PostgresStoreOptions,
  dataDir: string,
  node: number,
): Promise<PostgresStore> {
  const shared: SharedLog = { node, open: (replica) => new PostgresLog(url, node, replica) }
  const { writer, store } = await openEmbedded({ dataDir, unwrittenMax, shared }, checkpointKey, (opened) =>
    // As before a commit: the replica gets all that the log has, and one that is ahead of the log is refused.
    opened.recover([]),
  )
  const recover = (nodes: readonly number[]): Promise<unknown> => writer.recover(nodes)
  const isWell = (): boolean => !writer.isDead
  const nodes = new Nodes(url, node, { isWell, recover })
  const tend = async (before: Instant): Promise<void> => {
    if (!nodes.isFirst) return
    const session = await Session.open(url)
    try {
      // So that the snapshot is of now.
      await writer.barrier()
      await cutLog(session, writer, before)
    } finally {
      await session.close()
    }
  }
  const locks = new AdvisoryLocks(url)
  const following = setInterval(() => void writer.barrier().catch(() => undefined), FOLLOW_MS)
  following.unref()
  return {
    ...store,
    audit: auditOf(store.audit, (before) => tend(before)),
    recover,
    leads: () => nodes.isFirst,
    locks,
    async lag() {
      const { audit } = await store.lag()
      return { audit, replica: Math.max(0, (await headOf(url)) - writer.lastNumber) }
    },
    async close() {
      clearInterval(following)
      await nodes.close()
      await locks.close()
      await store.close()
    },
  }
}

/** Number of the log's last commit, asked over a connection of its own: the store's may be busy. */
async function headOf(url: string): Promise<number> {
  const session = await Session.open(url)
  try {
    const [head] = await session.all('SELECT number FROM keybrake_log_head')
    return numberIn(head, 'number')
  } finally {
    await session.close()
  }
}

/** A replica's audit log; what is dropped from it is dropped from the log as well. */
const auditOf = (audit: AuditLog, dropFromLog: (before: Instant) => Promise<void>): AuditLog => ({
  page: (filter, limit, cursor) => audit.page(filter, limit, cursor),
  all: (filter) => audit.all(filter),
  call: (callId) => audit.call(callId),
  spend: (filter) => audit.spend(filter),
  refusals: (filter) => audit.refusals(filter),
  verify: () => audit.verify(),
  async dropBefore(before) {
    const count = await audit.dropBefore(before)
    await dropFromLog(before)
    return count
  },
})

/** @param logId of the log that it is a replica of */
async function makeAnew(
  session: Session,
  { checkpointKey }: PostgresStoreOptions,
  { dataDir, logId }: { readonly dataDir: string; readonly logId: string },
): Promise<void> {
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!(await isWhole(session))) await restoreSnapshot(session, dataDir, checkpointKey)
  writeFileSync(join(dataDir, LOG_ID), logId)
  writeFileSync(join(dataDir, OPEN), boot())
}

/** A text that is another after each start of the machine; where the system has none, after each start of the program. */
const boot = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return STARTED
  }
}
const STARTED = randomUUID()

function textIn(dataDir: string, name: string): string | null {
  try {
    return readFileSync(join(dataDir, name), 'utf8')
  } catch {
    return null
  }
}
