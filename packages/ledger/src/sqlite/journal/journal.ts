/**
 * The journal's one writer. It appends each commit to the newest segment and syncs it from the thread pool, so that the thread of
 * the calls never waits for a disk. A segment that nobody needs any more becomes the next one: writing over blocks that a file
 * has already is cheaper to sync than making it longer.
 */
import { closeSync, fdatasync, fstatSync, fsync, openSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { type Commit, Encoder, HEADER_BYTES } from './record.ts'
import { nextPath, segmentPath, sparePath, sparesIn, spareNumber } from './segments.ts'

export const SEGMENT_BYTES = 16 << 20
const SPARES_MAX = 2

/** A segment that is complete. */
export interface Segment {
  readonly first: number
  /** Its last commit's number and batch, or more. */
  readonly last: number
  readonly batch: number
}

/** Where the journal stands. */
export interface Position {
  /** Of the last commit; 0: none yet. */
  readonly number: number
  readonly batch: number
}

export interface JournalOptions {
  /** All segments together: how tests see a full disk. */
  readonly bytesMax?: number | undefined
  /** A segment that is about so large is complete. */
  readonly segmentBytes?: number | undefined
  /** It may be appended to before what is there is synced. */
  readonly runsAhead?: boolean | undefined
}

/** A segment that is complete, but not synced: the one behind it has no name yet, so that no power cut can leave a hole. */
interface Unsynced {
  readonly fd: number
  /** The name of the segment behind it. */
  readonly path: string
}

export class Journal {
  readonly #dir: string
  readonly #dirFd: number
  readonly #bytesMax: number
  readonly #segmentBytes: number
  readonly #runsAhead: boolean
  readonly #encoder = new Encoder()
  /** Complete segments that somebody may still read, oldest first. */
  #full: Segment[]
  #spares: string[]
  #sparesMade: number
  #first: number
  #fd: number
  #size = 0
  /** Where the last record begins. */
  #lastAt = 0
  /** The last record was taken back, and nothing was written over it yet. */
  #isRetracted = false
  #position: Position
  #before: Position
  /** The newest segment's name is not on disk yet. */
  #isNameNew = true
  /** Number of the last commit that a sync covered. */
  #synced: number
  #unsynced: Unsynced | null = null

  /** Goes on behind what is there and synced, in a segment of its own. */
  constructor(
    dir: string,
    at: Position,
    full: readonly Segment[],
    { bytesMax = Number.POSITIVE_INFINITY, segmentBytes = SEGMENT_BYTES, runsAhead = false }: JournalOptions = {},
  ) {
    this.#dir = dir
    this.#dirFd = openSync(dir, 'r')
    this.#bytesMax = bytesMax
    this.#segmentBytes = segmentBytes
    this.#runsAhead = runsAhead
    this.#synced = at.number
    this.#full = [...full]
    this.#spares = sparesIn(dir)
    this.#sparesMade = Math.max(0, ...this.#spares.map((path) => spareNumber(path) + 1))
    this.#position = at
    this.#before = at
    this.#first = at.number + 1
    this.#fd = openSync(segmentPath(dir, this.#first), 'w', 0o600)
  }

  get position(): Position {
    return this.#position
  }

  /** The commit is in the file, and survives the process. Throws with nothing changed. */
  append(commit: Omit<Commit, keyof Position>): Position {
    const { number, batch } = this.#position
    const at = { number: number + 1, batch: commit.entries === '' ? batch : batch + 1 }
    const bytes = this.#encoder.encode({ ...commit, ...at })
    const isFull = this.#size > 0 && this.#size + bytes.byteLength > this.#segmentBytes
    // What was taken back is written over where it stands: in another segment no sync would ever cover that.
    if (isFull && this.#unsynced === null && !this.#isRetracted) this.#roll()
    if (this.#full.length * SEGMENT_BYTES + this.#size + bytes.byteLength > this.#bytesMax)
      throw new Error('the journal has no room left')
    for (let written = 0; written < bytes.byteLength; )
      written += writeSync(this.#fd, bytes, written, bytes.byteLength - written, this.#size + written)
    this.#isRetracted = false
    this.#lastAt = this.#size
    this.#size += bytes.byteLength
    this.#before = this.#position
    this.#position = at
    return at
  }

  /** Takes the last commit back, before anyone was told of it. */
  retract(): void {
    // First of all: the next commit writes over it, also where it cannot be erased now.
    this.#size = this.#lastAt
    this.#isRetracted = true
    this.#position = this.#before
    this.#synced = Math.min(this.#synced, this.#position.number)
    eraseRecord(this.#fd, this.#lastAt)
  }

  /** Calls back when everything appended so far survives a power cut, or with the reason why nobody knows. */
  sync(done: (error: Error | null) => void): void {
    const { number } = this.#position
    // Appending may go on to another segment meanwhile.
    const fd = this.#fd
    this.#syncFormer((failure) => {
      if (failure !== null) done(failure)
      else
        this.#syncName((unnamed) => {
          if (unnamed !== null) done(unnamed)
          else
            fdatasync(fd, (error) => {
              if (error === null) this.#synced = Math.max(this.#synced, number)
              done(error)
            })
        })
    })
  }

  /** The segment before the newest one, which gets its name then. */
  #syncFormer(done: (error: Error | null) => void): void {
    const unsynced = this.#unsynced
    if (unsynced === null) {
      done(null)
      return
    }
    fdatasync(unsynced.fd, (error) => {
      if (error !== null) {
        done(error)
        return
      }
      try {
        renameSync(nextPath(this.#dir), unsynced.path)
        closeSync(unsynced.fd)
      } catch (cause) {
        done(cause instanceof Error ? cause : new Error(String(cause)))
        return
      }
      this.#unsynced = null
      this.#isNameNew = true
      done(null)
    })
  }

  #syncName(done: (error: Error | null) => void): void {
    if (!this.#isNameNew) done(null)
    else
      fsync(this.#dirFd, (error) => {
        if (error === null) this.#isNameNew = false
        done(error)
      })
  }

  /**
   * Segments whose commits are all in rows (up to `number`) and in the audit log (up to `batch`) are of no more use. One that cannot
   * be thrown away now is thrown away another time.
   */
  trim({ number, batch }: Position): void {
    for (let oldest = this.#full[0]; oldest !== undefined; oldest = this.#full[0]) {
      if (oldest.last > number || oldest.batch > batch) return
      try {
        this.#discard(segmentPath(this.#dir, oldest.first))
      } catch {
        return
      }
      this.#full = this.#full.slice(1)
    }
  }

  close(): void {
    if (this.#unsynced !== null) closeSync(this.#unsynced.fd)
    closeSync(this.#fd)
    closeSync(this.#dirFd)
  }

  #roll(): void {
    const { number, batch } = this.#position
    const path = segmentPath(this.#dir, number + 1)
    const isAhead = this.#runsAhead && this.#synced < number
    const place = isAhead ? nextPath(this.#dir) : path
    const fd = this.#openNext(place)
    if (isAhead) this.#unsynced = { fd: this.#fd, path }
    else closeSync(this.#fd)
    this.#full = [...this.#full, { first: this.#first, last: number, batch }]
    this.#fd = fd
    this.#first = number + 1
    this.#size = 0
    this.#isNameNew = !isAhead
  }

  /**
   * A descriptor first, the name last: a spare that bears the name of a segment nobody writes to would be taken for it when the
   * ledger opens. Throws with nothing changed.
   */
  #openNext(place: string): number {
    const spare = this.#spares.at(-1)
    if (spare === undefined) return openSync(place, 'w', 0o600)
    const fd = openSync(spare, 'r+')
    try {
      renameSync(spare, place)
    } catch (error) {
      closeSync(fd)
      throw error
    }
    this.#spares.pop()
    return fd
  }

  #discard(path: string): void {
    if (this.#spares.length >= SPARES_MAX || statSync(path).size < SEGMENT_BYTES / 2) {
      unlinkSync(path)
      return
    }
    const spare = sparePath(this.#dir, this.#sparesMade++)
    renameSync(path, spare)
    this.#spares.push(spare)
  }
}

/** Makes a record that did not happen unreadable. */
export function eraseRecord(fd: number, at: number): void {
  if (at + HEADER_BYTES <= fstatSync(fd).size) writeSync(fd, Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, at)
}
