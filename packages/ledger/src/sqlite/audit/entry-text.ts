/**
 * The text of a file's entries, beside its database: appended once, synced once, never moved. What is in it beyond the end
 * that the head names was written by a commit that a crash cut off; the same entries are written over it.
 */
import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

const SUFFIX = '.entries'

/** `2026-11-24.db` has its entries in `2026-11-24.entries`. */
export const entryTextOf = (path: string): string => path.replace(/\.db$/, SUFFIX)

export class EntryText {
  readonly #fd: number

  constructor(path: string) {
    // Made where it is missing; 'a+' alone would write at the end, whatever place is asked for.
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  get size(): number {
    return fstatSync(this.#fd).size
  }

  write(bytes: Uint8Array, at: number): void {
    let done = 0
    while (done < bytes.byteLength) done += writeSync(this.#fd, bytes, done, bytes.byteLength - done, at + done)
  }

  /** Shorter than asked for where the text ends before. */
  read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    let done = 0
    while (done < length) {
      const count = readSync(this.#fd, bytes, done, length - done, at + done)
      if (count === 0) break
      done += count
    }
    return bytes.subarray(0, done)
  }

  /** What was written is on disk when this returns. */
  sync(): void {
    fdatasyncSync(this.#fd)
  }

  /** Removes what stands behind a place, durably. */
  cut(size: number): void {
    if (this.size <= size) return
    ftruncateSync(this.#fd, size)
    this.sync()
  }

  close(): void {
    closeSync(this.#fd)
  }
}
