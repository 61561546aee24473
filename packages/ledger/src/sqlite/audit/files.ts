/** The files of the log, oldest to newest. A few are open at a time; the newest always is. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { entryTextOf } from './entry-text.ts'
import type { Head } from './head.ts'
import { Segment, type StoredEntry } from './segment.ts'

const NAME = /^(\d{4}-\d{2}-\d{2})(?:-(\d+))?\.db$/
const OPEN_MAX = 8

/** `2026-11-24.db`, then `2026-11-24-2.db`: sorts by day, then by part. */
function orderOf(name: string): readonly [day: string, part: number] {
  const match = NAME.exec(name)
  return [match?.[1] ?? '', Number.parseInt(match?.[2] ?? '1', 10)]
}

function compareNames(a: string, b: string): number {
  const [dayA, partA] = orderOf(a)
  const [dayB, partB] = orderOf(b)
  return dayA === dayB ? partA - partB : dayA < dayB ? -1 : 1
}

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
export const dayOfName = (name: string): string => orderOf(name)[0]

/** The name of the file that follows `last` for an entry of that day. */
export function nextName(day: string, last: string | undefined): string {
  const [lastDay, part] = last === undefined ? ['', 0] : orderOf(last)
  // A day before the last file's can only be asked for after a clock was set wrong: files stay in order all the same.
  return lastDay >= day ? `${lastDay}-${part + 1}.db` : `${day}.db`
}

export class Files {
  readonly dir: string
  readonly names: string[]
  readonly #open = new Map<string, Segment>()
  #lastOpened: Segment | null = null
  readonly #heads = new Map<string, Head>()
  readonly #firstSeqs = new Map<string, number>()

  constructor(dir: string) {
    this.dir = dir
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    this.names = readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort(compareNames)
    // A crash while a file was being made leaves it without a head: it has not begun, and is made again under its name.
    const newest = this.names.at(-1)
    try {
      if (newest !== undefined && this.open(newest).head() === null) this.names.pop()
    } catch (error) {
      this.close()
      throw error
    }
  }

  open(name: string): Segment {
    if (this.#lastOpened?.name === name) return this.#lastOpened
    let segment = this.#open.get(name)
    if (segment === undefined) {
      this.#closeSome()
      segment = new Segment(join(this.dir, name), name)
    }
    // Last in the map = used last.
    this.#open.delete(name)
    this.#open.set(name, segment)
    this.#lastOpened = segment
    return segment
  }

  #closeSome(): void {
    for (const [name, segment] of this.#open) {
      if (this.#open.size < OPEN_MAX) return
      if (name === this.names.at(-1) || segment.db.isTransaction) continue
      segment.close()
      this.#open.delete(name)
    }
  }

  /** The file as it is at its first read, over a connection of its own: the caller closes it. */
  snapshot(name: string): Segment {
    return new Segment(join(this.dir, name), name, 'snapshot')
  }

  /** Adds the file that follows, for entries of that day. */
  add(day: string): void {
    let name = nextName(day, this.names.at(-1))
    // Text whose database is gone is evidence, and never written over.
    while (this.#isText(name) && !existsSync(join(this.dir, name))) name = nextName(day, name)
    this.names.push(name)
  }

  #isText(name: string): boolean {
    return existsSync(entryTextOf(join(this.dir, name)))
  }

  /** A file's head. Only the newest file's changes. Throws where a file that was in use has none. */
  head(name: string): Head {
    const known = this.#heads.get(name)
    if (known !== undefined) return known
    const stored = this.open(name).head()
    if (stored === null) throw new Error(`audit file ${name} has no head`)
    if (name !== this.names.at(-1)) this.#heads.set(name, stored.head)
    return stored.head
  }

  /** The file that holds an entry, or null where retention dropped it or it is not written yet. */
  nameAt(seq: number): string | null {
    for (let index = this.names.length - 1; index >= 0; index -= 1) {
      const name = this.names[index] as string
      if (this.firstSeq(name) <= seq) return name
    }
    return null
  }

  /** Where a file begins never changes, whatever else its head says. */
  firstSeq(name: string): number {
    let seq = this.#firstSeqs.get(name)
    if (seq === undefined) {
      seq = this.head(name).firstSeq
      this.#firstSeqs.set(name, seq)
    }
    return seq
  }

  entry(seq: number): StoredEntry | null {
    const name = this.nameAt(seq)
    return name === null ? null : this.open(name).bundles.entry(seq)
  }

  /** Removes the oldest file. */
  dropOldest(): void {
    const name = this.names.shift()
    if (name === undefined) return
    this.#open.get(name)?.close()
    this.#open.delete(name)
    this.#lastOpened = null
    this.#heads.delete(name)
    this.#firstSeqs.delete(name)
    // The text first: as long as its database is there, a process that ends in between finds what is left (`inspect.ts`).
    rmSync(entryTextOf(join(this.dir, name)), { force: true })
    for (const suffix of ['-wal', '-shm', '']) rmSync(join(this.dir, `${name}${suffix}`), { force: true })
  }

  close(): void {
    for (const segment of this.#open.values()) segment.close()
    this.#open.clear()
    this.#lastOpened = null
  }
}
