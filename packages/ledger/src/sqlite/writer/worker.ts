/** The writer thread: the only place where the ledger's rows change. All commands that wait when a commit ends go into the next one. */
import type { DatabaseSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { FromWriter, ToWriter, WireCommand, WriterData } from '../protocol.ts'
import { readCommands, writeAnswers } from '../wire.ts'
import { type AnyVerb, Batches } from './batch.ts'
import { lockLedger, openDatabase } from './database.ts'
import { houseVerbs } from './house.ts'
import { REDO_BOUNDS } from './redo.ts'
import { moneyVerbs } from './money/index.ts'
import { recover } from './money/recover.ts'
import { registryVerbs } from './registry/index.ts'
import { Unit } from './unit.ts'

if (parentPort === null) throw new Error('the writer runs in a worker thread')
const port = parentPort
const post = (message: FromWriter): void => port.postMessage(message)

/** The rows are brought up to date when no command has come for so long. */
const IDLE_MS = 250

function start({ dataDir, pagesMax, unwrittenMax }: WriterData): void {
  const unlock = lockLedger(dataDir)
  const db = openDatabase(dataDir, pagesMax)
  const unit = Unit.open(db, { ...REDO_BOUNDS, ...(unwrittenMax === null ? {} : { recordsMax: unwrittenMax }) })
  const verbs = new Map<string, AnyVerb>(
    Object.entries({ ...houseVerbs, ...moneyVerbs, ...registryVerbs, recover }) as [string, AnyVerb][],
  )
  const batches = new Batches(db, unit, verbs)
  const [recovered] = batches.run([['recover', []]]).answers
  if (recovered !== undefined && 'error' in recovered) throw new Error(recovered.error)

  let listening = false
  let waiting: WireCommand[] = []
  let idle: NodeJS.Timeout | null = null
  let isQuiet = true

  /** Takes a message in. True: close after what waits. */
  const take = (message: ToWriter): boolean => {
    if (message.kind === 'commands') {
      const commands = readCommands(message.values)
      waiting = waiting.length === 0 ? commands : waiting.concat(commands)
    } else if (message.kind === 'listen') listening = message.on
    return message.kind === 'close'
  }

  /** Where this fails (a full disk), nothing is lost: redo has it, and the next commits try again. */
  const tidy = (): void => {
    if (unit.isBehind) batches.run([['tidy', []]])
  }

  const whenIdle = (): void => {
    idle = isQuiet ? null : setTimeout(whenIdle, IDLE_MS)
    if (isQuiet) {
      tidy()
      checkpoint(db)
    }
    isQuiet = true
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
      post({ kind: 'answers', values: writeAnswers(answers), wrote: batch > 0, lines: listening ? lines : [] })
      isQuiet = false
      idle ??= setTimeout(whenIdle, IDLE_MS)
    }
    if (!closing) return
    if (idle !== null) clearTimeout(idle)
    tidy()
    db.close()
    unlock()
    post({ kind: 'closed' })
    port.close()
  })
}

/** What a quiet moment copies out of the write-ahead log, no commit under load has to. */
function checkpoint(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {
    // A disk that is full or failing says so to the next commit, which somebody waits for.
  }
}

try {
  start(workerData as WriterData)
  post({ kind: 'open' })
} catch (cause) {
  post({ kind: 'failed', error: cause instanceof Error ? cause.message : String(cause) })
  port.close()
}
