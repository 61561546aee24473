/** The audit thread: projects the outbox into the log and answers what is asked of it. It never writes ledger.db. */
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { AuditFilter, RefusalFilter, SpendFilter } from '../../audit.ts'
import { giveBackMemory } from '../../give-back-memory.ts'
import { giveWay } from '../../give-way.ts'
import { findCall } from './find.ts'
import { loadDetail } from './load.ts'
import type { Log } from './log.ts'
import { Outbox } from './outbox.ts'
import { pageRows, type Steps } from './page.ts'
import { Projector } from './projector.ts'
import type { AuditWorkerData, FromAudit, ToAudit } from './protocol.ts'
import { refusalLines } from './refusals.ts'
import { spendLines } from './spend.ts'
import { verifyLog } from './verify.ts'

if (parentPort === null) throw new Error('the audit log runs in a worker thread')
const port = parentPort
const post = (message: FromAudit): void => port.postMessage(message)

/** Lets projection and other questions go on between the steps of one. */
async function walk<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function callOf(log: Log, callId: string, outbox: Outbox) {
  const seq = findCall(log, callId)
  const name = seq === null ? null : log.files.nameAt(seq)
  const stored = seq === null || name === null ? null : log.files.open(name).call(seq)
  return name === null || stored === null ? null : loadDetail(log, name, stored, (id) => outbox.budgetName(id))
}

/** Answers with the last batch that is in the log. */
function start({ dataDir, checkpointKey, callsPerFileMax, lastBatch }: AuditWorkerData): number {
  const outbox = new Outbox(dataDir, lastBatch)
  const options = { dir: join(dataDir, 'audit'), key: checkpointKey, callsPerFileMax }
  const projector = new Projector(outbox, options, {
    projected: (batch) => post({ kind: 'projected', batch }),
    idle: () => post({ kind: 'idle' }),
  })

  function answer(name: string, args: readonly unknown[]): unknown {
    const log = projector.log
    switch (name) {
      case 'page': {
        const [filter, limit, before] = args as [AuditFilter, number, number]
        return walk(pageRows(log, filter, before, limit))
      }
      case 'call':
        return callOf(log, args[0] as string, outbox)
      case 'spend':
        return walk(spendLines(log, args[0] as SpendFilter, (id) => outbox.budgetName(id)?.name ?? id))
      case 'refusals':
        return walk(refusalLines(log, args[0] as RefusalFilter))
      case 'verify':
        return walk(verifyLog(log, checkpointKey))
      case 'dropBefore':
        return log.dropBefore(args[0] as number)
      case 'close':
        projector.close()
        outbox.close()
        return log.batch
      default:
        throw new Error(`the audit log knows no question ${name}`)
    }
  }

  port.on('message', (message: ToAudit) => {
    if (message.kind === 'work') return projector.wake(message.batch)
    const { id, batch, name, args } = message
    projector
      .read(batch, () => answer(name, args))
      .then(
        (value) => post({ kind: 'answer', id, value }),
        (cause: unknown) =>
          post({ kind: 'refused', id, error: cause instanceof Error ? cause.message : String(cause) }),
      )
  })
  // What an earlier process left.
  projector.wake(lastBatch)
  return projector.log.batch
}

try {
  giveWay()
  const batch = start(workerData as AuditWorkerData)
  giveBackMemory()
  post({ kind: 'open', batch })
} catch (cause) {
  post({ kind: 'failed', error: cause instanceof Error ? cause.message : String(cause) })
  port.close()
}
