/** A body in chunks, as it comes in reads of any size. Extensions and trailers are checked and dropped. */

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const SIZE_LINE = new RegExp(`^([0-9a-fA-F]{1,8})(?:;${TOKEN}(?:=${TOKEN})?)*$`)
/** What says how a message is framed has no place behind it. */
const FRAMING = 'content-length|transfer-encoding|connection|keep-alive|upgrade|trailer'
const TRAILER_LINE = new RegExp(`^(?!(?:${FRAMING}):)${TOKEN}:[\\t\\x20-\\x7e\\x80-\\xff]*$`, 'i')
const LINE_BYTES_MAX = 8_192
const TRAILER_LINES_MAX = 64
const LF = 10

/** What `read` answers where the body goes on after these bytes, and where they are no chunks. */
export const GOES_ON = -1
export const NO_CHUNKS = -2

export class Chunks {
  #phase: 'size' | 'data' | 'data end' | 'trailer' = 'size'
  /** Bytes of the chunk that are still to come. */
  #left = 0
  /** A line that has not come to its end. */
  #line = ''
  #trailerLines = 0
  /** What the last read brought, as a copy; null where it brought nothing. */
  data: Buffer | null = null

  /** @returns where the body ended in these bytes, or GOES_ON, or NO_CHUNKS */
  read(bytes: Buffer, start: number, end: number): number {
    let at = start
    let room: Buffer | null = null
    let used = 0
    this.data = null
    while (at < end) {
      if (this.#phase === 'data') {
        const stop = Math.min(end, at + this.#left)
        room ??= Buffer.allocUnsafe(end - at)
        used += bytes.copy(room, used, at, stop)
        this.#left -= stop - at
        at = stop
        if (this.#left === 0) this.#phase = 'data end'
        continue
      }
      const lineFeed = bytes.indexOf(LF, at)
      const isWhole = lineFeed >= 0 && lineFeed < end
      this.#line += bytes.toString('latin1', at, isWhole ? lineFeed : end)
      if (this.#line.length > LINE_BYTES_MAX) return NO_CHUNKS
      if (!isWhole) break
      at = lineFeed + 1
      const step = this.#endLine()
      if (step === 'wrong') return NO_CHUNKS
      if (step === 'last') {
        if (room !== null) this.data = room.subarray(0, used)
        return at
      }
    }
    if (room !== null) this.data = room.subarray(0, used)
    return GOES_ON
  }

  #endLine(): 'next' | 'last' | 'wrong' {
    if (!this.#line.endsWith('\r')) return 'wrong'
    const line = this.#line.slice(0, -1)
    this.#line = ''
    if (this.#phase === 'data end') {
      this.#phase = 'size'
      return line === '' ? 'next' : 'wrong'
    }
    if (this.#phase === 'trailer') {
      if (line === '') return 'last'
      return ++this.#trailerLines <= TRAILER_LINES_MAX && TRAILER_LINE.test(line) ? 'next' : 'wrong'
    }
    const size = SIZE_LINE.exec(line)?.[1]
    if (size === undefined) return 'wrong'
    this.#left = Number.parseInt(size, 16)
    this.#phase = this.#left === 0 ? 'trailer' : 'data'
    return 'next'
  }
}
