/**
 * A store in a process of its own, which may be killed at any moment: callers admit and settle as fast as they can. One line for
 * each answer they got, written before anything else is done: `admitted <callId> <whole USD>`, `settled <callId>`.
 *
 * Arguments: the database, the folder, a word that its call ids begin with, and what to do as JSON (`StoreWork`).
 */
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyRecord } from '@keybrake/ledger'
import { Rig } from '../../../packages/ledger/conformance/rig.ts'
import { openAt } from '../../../packages/ledger/src/postgres/testing/cluster.ts'

export interface StoreWork {
  readonly keys: readonly string[]
  readonly callers: number
  /** How long the vendor takes to answer on average; null: no call ever ends. */
  readonly vendorMs: number | null
  /** Calls without cost; they are told as `admitted <callId> 0`. */
  readonly free?: boolean
}

const [url = '', folder = '', prefix = '', work = ''] = process.argv.slice(2)
const { keys: keyIds, callers, vendorMs, free = false } = JSON.parse(work) as StoreWork
const say = (line: string): void => void writeSync(1, `${line}\n`)

const rig = await Rig.open(() => openAt(url, folder))
rig.prefix = prefix
const keys: KeyRecord[] = []
for (const id of keyIds) {
  const found = await rig.store.registry.key(id, rig.at)
  if (found === null) throw new Error(`the log has no key ${id}`)
  keys.push(found.key)
}
say('ready')
await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)))

async function caller(number: number): Promise<void> {
  for (let count = 0; ; count++) {
    const key = keys[(count + number) % keys.length]
    if (key === undefined) return
    const dollars = free ? 0 : 1 + (count % 3)
    const command = rig.command(key, free ? null : String(dollars))
    const result = await rig.ledger.admit(command).catch((error: unknown) => {
      say(`failed ${error instanceof Error ? error.message : String(error)}`)
      return null
    })
    if (result === null) await sleep(20)
    else if (result.status === 'admitted') {
      say(`admitted ${command.callId} ${dollars}`)
      if (vendorMs === null) continue
      await sleep(vendorMs * 2 * Math.random())
      await settled(command.callId, dollars)
    } else {
      say(`refused ${result.status === 'refused' ? result.code : result.status}`)
      await sleep(5)
    }
  }
}

async function settled(callId: string, dollars: number): Promise<void> {
  while (
    !(await rig.settle(callId, String(dollars)).then(
      () => true,
      () => false,
    ))
  )
    await sleep(20)
  say(`settled ${callId}`)
}
