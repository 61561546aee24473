/**
 * Reads one answer from the bytes of a connection, in pieces of any size. It believes nothing that is not plain, and keeps
 * no bytes of its caller's buffer beyond the read.
 */
import { type AnswerHead, HEAD_BYTES_MAX, readAnswerHead } from './answer-head.ts'
import { Chunks, GOES_ON, NO_CHUNKS } from './chunks.ts'

export type ReadPhase =
  | 'head'
  /** A body of a known length. */
  | 'length'
  | 'chunks'
  /** A body that ends where the connection does. */
  | 'to the end'
  | 'done'
  | 'broken'

const NOTHING = Buffer.alloc(0)
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1')
const STATUS_LINE_START = 'HTTP/1.'
const LONE_LINE_FEED = /(?<!\r)\n/

export class AnswerReader {
  phase: ReadPhase = 'done'
  /** The head of the final answer, from the moment it is whole. */
  head: AnswerHead | null = null
  /**
   * What the last read brought of the body: that part of `piece`, from `pieceStart` to `pieceEnd`. It is the caller's own
   * buffer where that was possible, and holds until its next read.
   */
  piece: Buffer = NOTHING
  pieceStart = 0
  pieceEnd = 0
  /** Bytes came after the end of the answer, or may come although it has no body. */
  hasSurplus = false
  #isHead = false
  /** A head that is not whole. */
  #partial: Buffer | null = null
  #headBytesLeft = 0
  #left = 0
  #chunks: Chunks | null = null

  /** @param isHead the request's method was HEAD: the answer has no body, whatever its head says */
  begin(isHead: boolean): void {
    this.phase = 'head'
    this.head = null
    this.#bring(NOTHING, 0, 0)
    this.hasSurplus = false
    this.#isHead = isHead
    this.#partial = null
    this.#headBytesLeft = HEAD_BYTES_MAX
  }

  /** Looks at the first `end` of these bytes. */
  read(bytes: Buffer, end: number): void {
    this.#bring(NOTHING, 0, 0)
    if (this.phase === 'head') this.#readHead(bytes, end)
    else this.#readBody(bytes, 0, end)
  }

  /** The connection came to its end in order. */
  end(): void {
    this.#bring(NOTHING, 0, 0)
    this.phase = this.phase === 'to the end' ? 'done' : 'broken'
  }

  #readHead(read: Buffer, readEnd: number): void {
    const bytes = this.#partial === null ? read : Buffer.concat([this.#partial, read.subarray(0, readEnd)])
    const end = this.#partial === null ? readEnd : bytes.length
    this.#partial = null
    for (let start = 0; ; ) {
      const found = bytes.indexOf(HEAD_END, start)
      // The buffer may hold older bytes behind those that were read.
      if (found < 0 || found + HEAD_END.length > end) return this.#keepPartial(bytes, start, end)
      const bodyStart = found + HEAD_END.length
      this.#headBytesLeft -= bodyStart - start
      if (this.#headBytesLeft < 0) return this.#fail()
      const head = readAnswerHead(bytes.toString('latin1', start, found + 2))
      // 100 answers a question that was not asked, 101 would make another protocol of the connection.
      if (head === null || head.status === 100 || head.status === 101) return this.#fail()
      if (head.status >= 200) return this.#beginBody(head, bytes, bodyStart, end)
      // Other informational answers say nothing about the outcome, and the real one must be able to follow.
      if (!head.keepsOpen) return this.#fail()
      start = bodyStart
    }
  }

  #keepPartial(bytes: Buffer, start: number, end: number): void {
    if (start === end) return
    if (end - start > this.#headBytesLeft) return this.#fail()
    const text = bytes.toString('latin1', start, end)
    // What can no longer become a head is not waited for.
    const beginning = text.slice(0, STATUS_LINE_START.length)
    if (!STATUS_LINE_START.startsWith(beginning) || LONE_LINE_FEED.test(text)) return this.#fail()
    this.#partial = Buffer.from(bytes.subarray(start, end))
  }

  #beginBody(head: AnswerHead, bytes: Buffer, at: number, end: number): void {
    this.head = head
    if (this.#isHead || head.status === 204 || head.status === 304) {
      this.hasSurplus = at < end || (!this.#isHead && (head.chunked || (head.length ?? 0) > 0))
      this.phase = 'done'
      return
    }
    if (head.chunked) {
      this.phase = 'chunks'
      this.#chunks = new Chunks()
    } else if (head.length === null) this.phase = 'to the end'
    else {
      this.phase = head.length === 0 ? 'done' : 'length'
      this.#left = head.length
    }
    if (at < end) this.#readBody(bytes, at, end)
  }

  #readBody(bytes: Buffer, at: number, end: number): void {
    if (this.phase === 'length') {
      const stop = Math.min(end, at + this.#left)
      this.#bring(bytes, at, stop)
      this.#left -= stop - at
      if (this.#left === 0) this.#finish(stop < end)
    } else if (this.phase === 'to the end') this.#bring(bytes, at, end)
    else if (this.phase === 'chunks' && this.#chunks !== null) {
      const stop = this.#chunks.read(bytes, at, end)
      const { data } = this.#chunks
      if (data !== null) this.#bring(data, 0, data.length)
      if (stop === NO_CHUNKS) this.#fail()
      else if (stop !== GOES_ON) this.#finish(stop < end)
    } else this.hasSurplus = true
  }

  #finish(hasSurplus: boolean): void {
    this.phase = 'done'
    this.hasSurplus = hasSurplus
  }

  #fail(): void {
    this.phase = 'broken'
    this.#bring(NOTHING, 0, 0)
  }

  #bring(bytes: Buffer, start: number, end: number): void {
    this.piece = bytes
    this.pieceStart = start
    this.pieceEnd = end
  }
}
