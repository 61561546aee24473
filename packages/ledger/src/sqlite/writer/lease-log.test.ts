/** Which calls wait for the disk where there are leases, and what is seen after a power cut. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import fs, { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOUR_MS } from '@keybrake/core'
import { own, Rig, usd } from '../../../conformance/rig.ts'
import type { Store } from '../../store.ts'
import { openStore as openLeased } from '../testing/open-leased-store.ts'
import { openStore as openPlain } from '../testing/open-store.ts'
import { bootId } from './boot.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-lease-log-'))
after(() => rmSync(root, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(root, 'store-'))
const openStore = (folder = newFolder()): Promise<Store> => openLeased(folder)
const openInCommitMode = (folder = newFolder()): Promise<Store> => openPlain(folder)

type Done = (error: Error | null) => void
const realSync = fs.fdatasync

/** From now on every sync of the process goes through this one. */
function syncWith(sync: (fd: number, done: Done) => void): void {
  fs.fdatasync = sync as unknown as typeof fs.fdatasync
  syncBuiltinESMExports()
}

/** Runs something while syncs begin and do not end; afterwards they do. */
async function whileSyncsHang(run: () => Promise<void>): Promise<void> {
  const hanging: (() => void)[] = []
  syncWith((fd, done) => void hanging.push(() => realSync(fd, done)))
  try {
    await run()
  } finally {
    syncWith(realSync as never)
    for (const end of hanging) end()
  }
}

/** Whether it comes by itself, in a time that is long for anything but a disk. */
const comes = async (promise: Promise<unknown>): Promise<boolean> => {
  const isHere = promise.then(
    () => true,
    () => true,
  )
  return Promise.race([isHere, sleep(60).then(() => false)])
}

test('calls inside a block are answered while a sync hangs, the call behind it is not', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue({ caps: { total: usd('1000000') } })
  await rig.admit(key, '1')
  await whileSyncsHang(async () => {
    let answered = 0
    const calls = Array.from({ length: 130 }, () => rig.admit(key, '1').then(() => answered++))
    await sleep(60)
    // They came at once, so that they are one commit, and it is larger than the block.
    equal(answered, 0)
    void Promise.all(calls)
  })
  await rig.admit(key, '1')
  await whileSyncsHang(async () => {
    for (let count = 0; count < 50; count++) {
      const { callId } = await rig.admit(key, '1')
      await rig.settle(callId, '1')
    }
    let before = 50
    while (before < 5000 && (await comes(rig.admit(key, '1')))) before++
    ok(before >= 99 && before < 5000, `${before} calls were answered`)
  })
  equal((await rig.ledger.verify()).length, 0)
  await rig.store.close()
})

test('a sync that is slow while nothing is run makes blocks larger, though the ledger’s time stood still', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue()
  syncWith((fd, done) => void setTimeout(() => realSync(fd, done), 400))
  await rig.admit(key, '1')
  syncWith(realSync as never)
  for (let count = 0; count < 60; count++) {
    rig.pass(10)
    await rig.admit(key, '1')
  }
  await sleep(60)
  await whileSyncsHang(async () => {
    let answered = 0
    while (answered < 1_000 && (await comes(rig.admit(key, '1')))) answered++
    ok(answered > 150, `${answered} calls were answered: a block of a second’s`)
  })
  await rig.store.close()
})

test('what is no call, and what must not be done twice, waits for the disk', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue()
  const few = await rig.issue({ change: { maxCalls: 10_000 } })
  await rig.admit(key, '1')
  await rig.admit(few, '1')
  const claim = rig.claim({ onUnknown: 'refuse' })
  const waiting = [
    () => rig.issue(),
    () => rig.store.registry.setBrake(rig.actor, { vendor: 'other', engaged: true, reason: 'test' }),
    () => rig.ledger.admit(rig.command(key, '1', { claim })),
    () => rig.ledger.admit(rig.command(few, '1')),
  ]
  for (const ask of waiting) {
    let asked: Promise<unknown> = Promise.resolve()
    await whileSyncsHang(async () => {
      ok(await comes(rig.admit(key, '1')), 'a call inside its block waits')
      asked = ask()
      equal(await comes(asked), false)
    })
    await asked
  }
  await rig.store.close()
})

test('what was asked for while a sync was under way waits for the next one', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue()
  await rig.admit(key, '1')
  const hanging: (() => void)[] = []
  syncWith((fd, done) => void hanging.push(() => realSync(fd, done)))
  let answered = false
  await rig.admit(key, '1')
  while (hanging.length === 0) await sleep(5)
  const claim = rig.claim({ onUnknown: 'refuse' })
  const asked = rig.admit(key, '1', { claim }).then(() => {
    answered = true
  })
  await sleep(20)
  hanging.shift()?.()
  await sleep(60)
  equal(answered, false)
  syncWith(realSync as never)
  for (const end of hanging) end()
  await asked
  await rig.store.close()
})

test('in a new hour the first call waits: what was leased is of the hour before', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue()
  rig.pass(HOUR_MS - 10_000)
  await rig.admit(key, '1')
  await whileSyncsHang(async () => {
    ok(await comes(rig.admit(key, '1')))
    rig.pass(15_000)
    equal(await comes(rig.admit(key, '1')), false)
  })
  await rig.store.close()
})

test('an audit query waits until what it shows is durable', async () => {
  const rig = await Rig.open(openStore)
  const key = await rig.issue()
  await rig.admit(key, '1')
  let asked: Promise<{ readonly state: string | null } | null> = Promise.resolve(null)
  await whileSyncsHang(async () => {
    const { callId } = await rig.admit(key, '1')
    asked = rig.store.audit.call(callId)
    equal(await comes(asked), false)
  })
  equal((await asked)?.state, 'held')
  await rig.store.close()
})

test('near exhaustion exactly as many calls as fit are admitted, however many come at once', async () => {
  for (const cap of [1, 7, 16, 301]) {
    const rig = await Rig.open(openStore)
    const key = await rig.issue({ caps: { total: usd(String(cap)) } })
    let admitted = 0
    const caller = async (): Promise<void> => {
      while ((await rig.code(key, '1')) === 'admitted') admitted++
    }
    await Promise.all(Array.from({ length: 32 }, caller))
    equal(admitted, cap)
    equal(await rig.count(own(key)), `0+${cap}`)
    equal((await rig.ledger.verify()).length, 0)
    await rig.store.close()
  }
})

test('after a sync that failed in the background nothing is answered any more, and the next life counts the blocks', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const key = await rig.issue({ caps: { total: usd('8000') } })
  await rig.admit(key, '1')
  syncWith((_fd, done) => void setImmediate(done, new Error('EIO: i/o error')))
  try {
    await rig.admit(key, '1')
    for (let tries = 0; (await rig.code(key, '1').catch(() => 'stopped')) === 'admitted'; tries++) {
      ok(tries < 1000, 'the ledger goes on')
      await sleep(10)
    }
  } finally {
    syncWith(realSync as never)
  }
  await rejects(rig.ledger.admit(rig.command(key, '1')), /a sync to disk failed \(EIO/)
  await rejects(rig.store.ready(), /a sync to disk failed/)
  await rig.store.close().catch(() => undefined)
  const again = await Rig.open(openStore, folder)
  // The first call, and the block that it leased: drawn or not.
  const [spent = 0, held = 0] = (await again.count(own(key))).split('+').map(Number)
  deepEqual([spent > 50, held > 1, spent + held], [true, true, 101])
  deepEqual(await again.ledger.verify(), [])
  await again.store.close()
})

for (const isFull of [false, true])
  test(`after a sync that failed when the ledger opened${isFull ? ', on a disk that took no note of it' : ''}, the next opening counts the blocks`, async (t) => {
    const folder = newFolder()
    const rig = await Rig.open(openStore, folder)
    const key = await rig.issue({ caps: { total: usd('8000') } })
    await rig.admit(key, '1')
    const killed = left(folder)
    const sync = fs.fsyncSync
    fs.fsyncSync = (fd) => {
      if (fs.readlinkSync(`/proc/self/fd/${fd}`).endsWith('.journal')) throw new Error('EIO: i/o error')
      sync(fd)
    }
    syncBuiltinESMExports()
    const { run } = StatementSync.prototype
    const running = t.mock.method(StatementSync.prototype, 'run', function (this: StatementSync, ...values: never[]) {
      if (isFull && this.sourceSQL.startsWith('UPDATE settings')) throw new Error('database or disk is full')
      return run.apply(this, values as unknown as Parameters<typeof run>)
    })
    try {
      await rejects(openStore(killed), /EIO/)
    } finally {
      running.mock.restore()
      fs.fsyncSync = sync
      syncBuiltinESMExports()
    }
    // The system has told it, and tells it to nobody else.
    const again = await Rig.open(openStore, killed)
    equal(await again.count(own(key)), '100+1')
    await again.store.close()
    await rig.store.close()
    // It is counted once.
    const later = await Rig.open(openStore, killed)
    equal(await later.count(own(key)), '100+1')
    await later.store.close()
  })

/** The folder as it would be found, were the process gone now. */
function left(folder: string): string {
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  for (const file of readdirSync(copy)) if (file.endsWith('-shm') || file.includes('.lock')) rmSync(join(copy, file))
  return copy
}

/** The same after the machine was started anew. */
function underAnotherKernel(folder: string): string {
  const copy = left(folder)
  const db = new DatabaseSync(join(copy, 'ledger.db'))
  const { changes } = db.prepare("UPDATE settings SET value = 'another' WHERE name = 'leased_under'").run()
  db.close()
  return changes === 1 ? copy : ''
}

const countedRows = async (store: Store) => {
  const { data } = await store.audit.page({ kind: 'admin' }, 100, null)
  return data.flatMap(({ kind, row }) => (kind === 'admin' && row.action === 'budget.counted' ? [row] : []))
}

test('after a power cut what was left of a block counts as spent, and the audit log says so', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const key = await rig.issue({ caps: { total: usd('8001') } })
  const idle = await rig.issue()
  await rig.admit(idle, '1')
  rig.pass(120_000)
  for (let count = 0; count < 11; count++) await rig.admit(key, '1')
  for (const open of [openStore, openInCommitMode]) {
    const found = underAnotherKernel(folder)
    const cut = await Rig.open(open, found)
    // A hundred calls were leased with the first, ten of them made. The key that was idle counts nothing more.
    equal(await cut.count(own(key)), '90+11')
    equal(await cut.count(own(idle)), '0+1')
    deepEqual(await cut.ledger.verify(), [])
    const rows = await countedRows(cut.store)
    const shown = rows.map(({ subject, details }) => [subject, details['counted_usd']])
    const counted = { hour: 90, day: 90, month: 90, total: 90 }
    deepEqual(new Map(shown as [string, unknown][]), new Map([own(key), 'bud-stripe'].map((id) => [id, counted])))
    match(String(rows[0]?.details['reason']), /power was lost/)
    equal((await cut.store.audit.verify()).ok, true)
    await cut.store.close()
    // It is counted once, and stays.
    const later = await Rig.open(open, found)
    equal(await later.count(own(key)), '90+11')
    await later.store.close()
  }
  await rig.store.close()
})

test('a kill -9 and an orderly end count nothing: all that was answered is there', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const key = await rig.issue()
  let killed = ''
  await rig.admit(key, '1')
  await whileSyncsHang(async () => {
    for (let count = 0; count < 10; count++) await rig.admit(key, '1')
    killed = left(folder)
  })
  const next = await Rig.open(openStore, killed)
  equal(await next.count(own(key)), '0+11')
  // Blocks go on where the file has them.
  await whileSyncsHang(async () => void (await next.admit(key, '1')))
  await next.store.close()
  equal(underAnotherKernel(killed), '', 'a ledger that ended in order leaves no note')
  const last = await Rig.open(openStore, killed)
  equal(await last.count(own(key)), '0+12')
  deepEqual(await countedRows(last.store), [])
  await last.store.close()
  await rig.store.close()
})

test('the kernel is known by a name that stays', { skip: process.platform !== 'linux' }, () => {
  match(bootId() ?? '', /^[0-9a-f-]{36}$/)
  equal(bootId(), bootId())
})
