/** What happens to the store when syncs fail, when the power goes, and when journal and ledger.db are not of one moment. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import fs, { cpSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { own, Rig } from '../../../conformance/rig.ts'
import { openStore as openAt } from '../testing/open-store.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-writer-'))
after(() => rmSync(root, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(root, 'store-'))
const openStore = (folder = newFolder()) => openAt(folder)

type Sync = (fd: number, done: (error: Error | null) => void) => void
const realSync = fs.fdatasync as unknown as Sync

/** From now on every sync of the process goes through this one. */
function syncWith(sync: Sync): void {
  fs.fdatasync = sync as unknown as typeof fs.fdatasync
  syncBuiltinESMExports()
}

test('after a sync that failed nothing is answered any more, and opening anew shows what is on disk', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const key = await rig.issue()
  await rig.admit(key, '1')
  syncWith((_fd, done) => void setImmediate(() => done(new Error('EIO: i/o error'))))
  try {
    await rejects(rig.ledger.admit(rig.command(key, '1')), /EIO/)
  } finally {
    syncWith(realSync)
  }
  await rejects(rig.ledger.admit(rig.command(key, '1')), /a sync to disk failed/)
  await rejects(rig.store.ready(), /a sync to disk failed/)
  await rig.store.close().catch(() => undefined)
  const again = await Rig.open(openStore, folder)
  // The call that was refused may be in the journal: counted too much, never too little.
  match(await again.count(own(key)), /^0\+[12]$/)
  deepEqual(await again.ledger.verify(), [])
  await again.store.close()
})

test('after a sync of rows that failed nothing is answered any more: a later one would prove nothing', async () => {
  const rig = await Rig.open(openStore, newFolder())
  const key = await rig.issue()
  const { callId } = await rig.admit(key, '1')
  syncWith((fd, done) => {
    if (!readlinkSync(`/proc/self/fd/${fd}`).endsWith('-wal')) realSync(fd, done)
    else setImmediate(() => done(new Error('EIO: i/o error')))
  })
  try {
    await rig.settle(callId, '1')
    // Rows follow by themselves when nothing comes for a while.
    await sleep(1_500)
    await rejects(rig.ledger.admit(rig.command(key, '1')), /a sync to disk failed \(EIO/)
  } finally {
    syncWith(realSync)
  }
  await rig.store.close().catch(() => undefined)
})

test('an answer waits for its sync', async () => {
  const rig = await Rig.open(openStore, newFolder())
  const key = await rig.issue()
  const held: (() => void)[] = []
  syncWith((fd, done) => realSync(fd, (error) => void held.push(() => done(error))))
  try {
    let answered = false
    const admitted = rig.admit(key, '1').then(() => {
      answered = true
    })
    while (held.length === 0) await sleep(1)
    await sleep(20)
    equal(answered, false)
    syncWith(realSync)
    for (const release of held) release()
    await admitted
  } finally {
    syncWith(realSync)
  }
  await rig.store.close()
})

/** Copies of files as they were when they were synced last. */
class Disk {
  readonly #folder: string
  readonly #synced = newFolder()

  constructor(folder: string) {
    this.#folder = folder
    cpSync(folder, this.#synced, { recursive: true })
  }

  readonly sync = (fd: number, done: (error: Error | null) => void): void => {
    realSync(fd, (error) => {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      if (path.startsWith(this.#folder)) cpSync(path, this.#synced + path.slice(this.#folder.length))
      done(error)
    })
  }

  /** A folder after a power cut: of each file what was synced, or what was written since as well. */
  afterCut(isNewer: (file: string) => boolean): string {
    const folder = newFolder()
    cpSync(this.#synced, folder, { recursive: true })
    for (const file of readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }))
      if (/\.journal$|-wal$/.test(file) && isNewer(basename(file))) cpSync(join(this.#folder, file), join(folder, file))
    for (const file of readdirSync(folder)) if (file.endsWith('-shm')) rmSync(join(folder, file))
    return folder
  }
}

test('a power cut loses nothing that was answered, whichever files had come further', {
  skip: process.platform !== 'linux',
}, async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  await rig.issue()
  const disk = new Disk(folder)
  const admitted = new Set<string>()
  const issued = new Set<string>()
  let goesOn = true
  const caller = async (number: number): Promise<void> => {
    while (goesOn) {
      const key = await rig.issue()
      issued.add(key.id)
      for (let count = 0; count < 5 && goesOn; count++) {
        const claim = number % 2 === 0 ? { claim: rig.claim() } : {}
        const { callId } = await rig.admit(key, '1', claim)
        admitted.add(callId)
        if (count % 2 === 0) void rig.settle(callId, '1').catch(() => undefined)
        // A repeat writes a row of its own in the commit.
        if (count === 3 && number % 2 === 0) await rig.ledger.admit(rig.command(key, '1', claim))
      }
    }
  }
  syncWith(disk.sync)
  try {
    const callers = Array.from({ length: 4 }, (_, number) => caller(number))
    for (let round = 0; round < 8; round++) {
      await sleep(15 + 7 * round)
      const before = { admitted: [...admitted], issued: [...issued] }
      const cut = disk.afterCut((file) => (file.endsWith('-wal') ? round % 4 > 1 : round % 2 === 1))
      const survivor = await Rig.open(openStore, cut)
      deepEqual(await survivor.ledger.verify(), [], `round ${round}`)
      for (const id of before.issued)
        ok((await survivor.store.registry.key(id, survivor.at)) !== null, `key ${id} is lost`)
      const { spent = 0n, held = 0n } =
        (await survivor.store.registry.budget('bud-stripe', survivor.at))?.counters.total ?? {}
      ok(
        spent + held >= BigInt(before.admitted.length) * 1_000_000n,
        `round ${round}: ${before.admitted.length} admitted, ${spent + held} counted`,
      )
      for (const id of before.admitted.slice(-10))
        ok((await survivor.store.audit.call(id)) !== null, `call ${id} has no row`)
      await survivor.store.close()
    }
    goesOn = false
    await Promise.all(callers)
  } finally {
    goesOn = false
    syncWith(realSync)
  }
  ok(admitted.size > 50 && issued.size > 5)
  await rig.store.close()
})

test('a ledger.db older than what later commits rely on is refused, and nothing of the journal is touched', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const older = newFolder()
  cpSync(folder, older, { recursive: true })
  const key = await rig.issue()
  await rig.admit(key, '1')
  cpSync(join(folder, 'journal'), join(older, 'journal'), { recursive: true })
  await rejects(openStore(older), /it is an older copy/)
  await rejects(openStore(older), /it is an older copy/)
  await rig.store.close()
})

test('a journal that lacks what ledger.db needs is refused, and so is one with a hole', async () => {
  const folder = newFolder()
  const rig = await Rig.open(openStore, folder)
  const key = await rig.issue()
  for (let count = 0; count < 5; count++) await rig.admit(key, '1')
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  await rig.store.close()
  const journal = join(folder, 'journal')
  const [first = ''] = readdirSync(journal)
  // Of the copy, whose rows are behind, the journal is as if it began later.
  fs.renameSync(
    join(copy, 'journal', readdirSync(join(copy, 'journal')).at(-1) ?? ''),
    join(copy, 'journal', '0000000000009999.journal'),
  )
  await rejects(openStore(copy), /one of them is a copy/)
  fs.copyFileSync(join(journal, first), join(journal, '0000000000009999.journal'))
  await rejects(openStore(folder), /damaged behind commit/)
})
