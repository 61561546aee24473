/**
 * A folder on a disk that forgets: what was written is in the files, but only what was synced survives a power cut. Every sync of
 * the process goes through here and ends when a test says so.
 */
import fs, { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { JournalRecord } from '../../journal/record.ts'

type Done = (error: Error | null) => void

/** What of a file's unsynced part a power cut leaves. */
export type Remains = 'nothing' | 'records' | 'bytes' | 'sectors' | 'all'

/** A number below `below`, not below 0. */
export type Random = (below: number) => number

const SECTOR = 512
const real = { fdatasync: fs.fdatasync, fsync: fs.fsync, fsyncSync: fs.fsyncSync, fdatasyncSync: fs.fdatasyncSync }

const disks = new Set<Disk>()

/** From now on no sync of this process reaches the real disk. */
export function interceptSyncs(): void {
  const async = (fd: number, done: Done): void => {
    const disk = diskOf(fd)
    if (disk === null) setImmediate(done, null)
    else disk.began(fd, done)
  }
  const now = (fd: number): void => diskOf(fd)?.synced(fd)
  Object.assign(fs, { fdatasync: async, fsync: async, fsyncSync: now, fdatasyncSync: now })
  syncBuiltinESMExports()
}

export function giveSyncsBack(): void {
  Object.assign(fs, real)
  syncBuiltinESMExports()
}

const pathOf = (fd: number): string => readlinkSync(`/proc/self/fd/${fd}`).replace(/ \(deleted\)$/, '')

function diskOf(fd: number): Disk | null {
  const path = pathOf(fd)
  for (const disk of disks) if (path.startsWith(disk.folder)) return disk
  return null
}

export class Disk {
  readonly folder: string
  /** Contents by inode, and names of the journal's folder, as of their last sync. */
  readonly #contents = new Map<number, Buffer>()
  #names = new Map<string, number>()
  readonly #underWay: { readonly land: () => void; readonly done: Done }[] = []
  /** Syncs end by themselves. */
  isQuick = true
  /** Every sync fails from now on. */
  isBroken = false

  /** @param folder what is in it is durable */
  constructor(folder: string) {
    this.folder = folder
    mkdirSync(this.#journal, { recursive: true })
    for (const file of this.#files(folder)) this.#keep(join(folder, file))
    this.#names = this.#namesNow()
    disks.add(this)
  }

  get #journal(): string {
    return join(this.folder, 'journal')
  }

  #files(folder: string): string[] {
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return all.filter((file) => statSync(join(folder, file)).isFile())
  }

  #namesNow(): Map<string, number> {
    return new Map(readdirSync(this.#journal).map((name) => [name, statSync(join(this.#journal, name)).ino]))
  }

  #keep(path: string): void {
    this.#contents.set(statSync(path).ino, readFileSync(path))
  }

  /** What a sync of this file or folder will have made durable, when it began. */
  #snapshot(fd: number): () => void {
    const stat = fs.fstatSync(fd)
    if (stat.isDirectory()) {
      const names = this.#namesNow()
      return () => {
        this.#names = names
      }
    }
    const content = readFileSync(`/proc/self/fd/${fd}`)
    return () => void this.#contents.set(stat.ino, content)
  }

  synced(fd: number): void {
    this.#snapshot(fd)()
  }

  began(fd: number, done: Done): void {
    if (this.isBroken) {
      setImmediate(done, new Error('EIO: i/o error'))
      return
    }
    this.#underWay.push({ land: this.#snapshot(fd), done })
    if (this.isQuick) setImmediate(() => this.land())
  }

  /** The oldest sync that is under way ends. False: there is none. */
  land(): boolean {
    const sync = this.#underWay.shift()
    if (sync === undefined) return false
    sync.land()
    sync.done(null)
    return true
  }

  /** From now on nothing of it matters any more. */
  forget(): void {
    this.isQuick = true
    while (this.land());
  }

  gone(): void {
    disks.delete(this)
  }

  /** The folder as another process finds it after a kill -9, with what is not synced yet still not synced. */
  afterKill(folder: string): Disk {
    cpSync(this.folder, folder, { recursive: true, filter: isKept })
    const disk = new Disk(folder)
    disk.#contents.clear()
    for (const file of this.#files(folder)) {
      const content = this.#contents.get(statSync(join(this.folder, file)).ino)
      disk.#contents.set(statSync(join(folder, file)).ino, content ?? Buffer.alloc(0))
    }
    disk.#names = new Map(
      [...disk.#namesNow()].filter(([name, ino]) => ino > 0 && this.#names.get(name) === this.#namesNow().get(name)),
    )
    return disk
  }

  /** The folder as it is found after a power cut. */
  afterCut(folder: string, journal: Remains, wal: Remains, random: Random): Disk {
    mkdirSync(join(folder, 'journal'), { recursive: true })
    for (const file of this.#files(this.folder).filter((each) => isKept(each) && !each.startsWith('journal'))) {
      const path = join(this.folder, file)
      const now = readFileSync(path)
      const content = file.endsWith('-wal') ? this.#remains(statSync(path).ino, now, wal, random) : now
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), content)
    }
    const names = random(2) === 0 ? this.#names : this.#namesNow()
    const present = new Map([...this.#namesNow()].map(([name, ino]) => [ino, name]))
    for (const [name, ino] of names) {
      const nameNow = present.get(ino)
      const now = nameNow === undefined ? null : readFileSync(join(this.#journal, nameNow))
      const content =
        now === null ? (this.#contents.get(ino) ?? Buffer.alloc(0)) : this.#remains(ino, now, journal, random)
      writeFileSync(join(folder, 'journal', name), content)
    }
    return new Disk(folder)
  }

  #remains(ino: number, now: Buffer, remains: Remains, random: Random): Buffer {
    const synced = this.#contents.get(ino) ?? Buffer.alloc(0)
    if (remains === 'nothing') return synced
    if (remains === 'all') return now
    if (remains === 'sectors') return sectorsOf(synced, now, random)
    const ends = remains === 'records' ? recordEnds(now) : []
    const upTo = ends.length > 0 ? (ends[random(ends.length)] ?? 0) : random(now.byteLength + 1)
    return Buffer.concat([now.subarray(0, upTo), synced.subarray(upTo)])
  }
}

const isKept = (path: string): boolean => !path.endsWith('-shm') && !/\.lock(-journal)?$/.test(path)

/** Each sector new or old, in any order. */
function sectorsOf(synced: Buffer, now: Buffer, random: Random): Buffer {
  const mixed = Buffer.alloc(Math.max(synced.byteLength, now.byteLength))
  synced.copy(mixed)
  for (let at = 0; at < now.byteLength; at += SECTOR)
    if (random(4) > 0) now.copy(mixed, at, at, Math.min(at + SECTOR, now.byteLength))
  return mixed
}

function recordEnds(bytes: Buffer): number[] {
  const ends = [0]
  for (let at = 0; at + 40 <= bytes.byteLength; ) {
    const record = new JournalRecord(bytes.subarray(at))
    if (record.byteLength > bytes.byteLength - at || !record.isWhole) break
    at += record.byteLength
    ends.push(at)
  }
  return ends
}
