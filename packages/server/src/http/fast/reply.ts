/** The answer's way back over a connection of the fast lane. Head and body of a whole answer leave in one write. */
import type { Socket } from 'node:net'
import type { Field } from '@keybrake/core'
import type { Reply } from '../../call/incoming.ts'
import { closingEnding, headLines, keptEnding } from './answer-head.ts'

/** What a reply needs of its connection. */
export interface Line {
  readonly socket: Socket
  /** The connection ends with this answer. */
  readonly isClosing: boolean
  /** The answer was written whole. */
  answered(): void
}

/** A larger body is written beside its head instead of being copied behind it. */
const COPIED_BYTES_MAX = 16 * 1024
const LAST_CHUNK = '0\r\n\r\n'

export class PlainReply implements Reply {
  readonly #line: Line
  /** The answer to a HEAD has a head only. */
  readonly #headOnly: boolean
  #state: 'open' | 'streaming' | 'over' = 'open'
  /** The head of a streamed answer: it leaves with the first bytes of the body. */
  #head = ''
  #bodyless = false
  #onClose: (() => void)[] | null = null

  constructor(line: Line, headOnly: boolean) {
    this.#line = line
    this.#headOnly = headOnly
  }

  get gone(): boolean {
    const { socket } = this.#line
    return this.#state === 'over' || socket.writableEnded || socket.destroyed
  }

  send(status: number, headers: readonly Field[], body: string, bodyIs: 'text' | 'bytes' = 'text'): void {
    if (this.gone || this.#state !== 'open') return
    const lines = headLines(status, headers)
    if (this.#isBodyless(status)) this.#line.socket.write(`${lines}${this.#ending()}\r\n`, 'latin1')
    else this.#sendWhole(lines, body, bodyIs === 'bytes' ? body.length : Buffer.byteLength(body))
    this.#finish()
  }

  /** @param length of the body in bytes: where it is that in characters too, they are one byte each */
  #sendWhole(lines: string, body: string, length: number): void {
    const { socket } = this.#line
    const head = `${lines}content-length: ${length}\r\n${this.#ending()}\r\n`
    const encoding = length === body.length ? 'latin1' : 'utf8'
    if (encoding === 'latin1' && length <= COPIED_BYTES_MAX) {
      socket.write(head + body, encoding)
      return
    }
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body, encoding)
    socket.uncork()
  }

  #ending(): string {
    return this.#line.isClosing ? closingEnding() : keptEnding()
  }

  #isBodyless(status: number): boolean {
    return this.#headOnly || status === 204 || status === 304
  }

  begin(status: number, headers: readonly Field[]): void {
    if (this.gone) return
    if (this.#state !== 'open') throw new Error('an answer begins once')
    const lines = headLines(status, headers)
    this.#bodyless = this.#isBodyless(status)
    this.#head = `${lines}${this.#ending()}${this.#bodyless ? '' : 'Transfer-Encoding: chunked\r\n'}\r\n`
    this.#state = 'streaming'
  }

  write(chunk: Buffer): boolean {
    if (this.gone || this.#bodyless || chunk.length === 0) return true
    if (this.#state !== 'streaming') throw new Error('an answer is written after it has begun')
    const { socket } = this.#line
    socket.cork()
    socket.write(`${this.#head}${chunk.length.toString(16)}\r\n`, 'latin1')
    socket.write(chunk)
    socket.write('\r\n', 'latin1')
    socket.uncork()
    this.#head = ''
    return !socket.writableNeedDrain
  }

  onDrain(listener: () => void): void {
    const { socket } = this.#line
    // A caller that leaves while it is waited for must not keep the exchange standing.
    const once = (): void => {
      socket.off('drain', once).off('close', once)
      listener()
    }
    socket.on('drain', once).on('close', once)
  }

  onClose(listener: () => void): void {
    this.#onClose = [...(this.#onClose ?? []), listener]
  }

  end(): void {
    if (this.gone) return
    if (this.#state !== 'streaming') throw new Error('an answer ends after it has begun')
    const last = `${this.#head}${this.#bodyless ? '' : LAST_CHUNK}`
    if (last !== '') this.#line.socket.write(last, 'latin1')
    this.#finish()
  }

  abort(): void {
    if (this.#state !== 'over') this.#line.socket.destroy()
  }

  #finish(): void {
    this.over()
    this.#line.answered()
  }

  /** Nothing can be written any more: all was, or the caller has left. */
  over(): void {
    this.#state = 'over'
    if (this.#onClose === null) return
    for (const listener of this.#onClose) process.nextTick(listener)
    this.#onClose = null
  }
}
