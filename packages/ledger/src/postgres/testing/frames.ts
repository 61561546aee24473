/** Messages of PostgreSQL's protocol from a client, cut out of the bytes as they come. */

/** Of every message but the first: a letter, then the length of the rest with itself. */
const LENGTH_BYTES = 4
const QUERY = 'Q'.charCodeAt(0)
const END = /;\s*COMMIT\0$/

export class Frames {
  #rest: Buffer = Buffer.alloc(0)
  /** The first message, which has no letter, is still to come. */
  #isFirst = true

  /** Whole messages, as they are. */
  take(bytes: Buffer): readonly Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const frames: Buffer[] = []
    for (;;) {
      const lengthAt = this.#isFirst ? 0 : 1
      if (this.#rest.length < lengthAt + LENGTH_BYTES) return frames
      const end = lengthAt + this.#rest.readUInt32BE(lengthAt)
      if (this.#rest.length < end) return frames
      frames.push(this.#rest.subarray(0, end))
      this.#rest = this.#rest.subarray(end)
      this.#isFirst = false
    }
  }
}

/** Whether the message writes a commit of the log and makes it durable. */
export const isCommit = (frame: Buffer): boolean =>
  frame[0] === QUERY && frame.includes('INSERT INTO keybrake_log ') && END.test(frame.subarray(-16).toString('latin1'))
