/** The writer thread: the only place where the ledger's rows change. All commands that wait when a commit ends go into the next one. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { FromWriter, ToWriter, WireCommand, WriterData } from '../protocol.ts'
import { type AnyVerb, Batches } from './batch.ts'
import { lockLedger, openDatabase } from './database.ts'
import { houseVerbs } from './house.ts'
import { moneyVerbs } from './money/index.ts'
import { recover } from './money/recover.ts'
import { registryVerbs } from './registry/index.ts'
import { Unit } from './unit.ts'

if (parentPort === null) throw new Error('the writer runs in a worker thread')
const port = parentPort
const post = (message: FromWriter): void => port.postMessage(message)

function start({ dataDir, pagesMax }: WriterData): void {
  const unlock = lockLedger(dataDir)
  const db = openDatabase(dataDir, pagesMax)
  const unit = new Unit(db)
  const verbs = new Map<string, AnyVerb>(
    Object.entries({ ...houseVerbs, ...moneyVerbs, ...registryVerbs, recover }) as [string, AnyVerb][],
  )
  const batches = new Batches(db, unit, verbs)
  const [recovered] = batches.run([['recover', []]]).answers
  if (recovered !== undefined && 'error' in recovered) throw new Error(recovered.error)

  let listening = false
  let waiting: WireCommand[] = []

  /** Takes a message in. True: close after what waits. */
  const take = (message: ToWriter): boolean => {
    if (message.kind === 'commands') {
      waiting = waiting.length === 0 ? [...message.commands] : waiting.concat(message.commands)
    } else if (message.kind === 'listen') listening = message.on
    return message.kind === 'close'
  }

  port.on('message', (first: ToWriter) => {
    let closing = take(first)
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      closing = take(next.message as ToWriter) || closing
    }
    if (waiting.length > 0) {
      const commands = waiting
      waiting = []
      const { answers, lines, batch } = batches.run(commands)
      post({ kind: 'answers', answers, wrote: batch > 0, lines: listening ? lines : [] })
    }
    if (!closing) return
    db.close()
    unlock()
    post({ kind: 'closed' })
    port.close()
  })
}

try {
  start(workerData as WriterData)
  post({ kind: 'open' })
} catch (cause) {
  post({ kind: 'failed', error: cause instanceof Error ? cause.message : String(cause) })
  port.close()
}
