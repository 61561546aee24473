/** Reads request bodies: whole, in bounded time, and with a bound on what all of them together take in memory. */
import type { IncomingMessage } from 'node:http'

/** A body as it came; as text it has one character a byte. */
export type BodyBytes = Buffer | string

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: BodyBytes }
  /** The client broke off, or sent another number of bytes than it announced. Nobody is left to answer. */
  | { readonly kind: 'aborted' }
  /** It did not come in time. */
  | { readonly kind: 'late' }
  /** The bodies of all calls under way take as much memory as they may. */
  | { readonly kind: 'no_room' }

/** Where the body of one call comes from. */
export interface BodySource {
  /** Read once, however often it is asked for. At once where the body is there already. */
  read(): BodyRead | Promise<BodyRead>
  /** The call has ended: what the body took is given back. */
  release(): void
}

/** A body that came with its head. */
export class BodyAtHand implements BodySource {
  readonly kind = 'read'
  readonly bytes: BodyBytes

  constructor(bytes: BodyBytes) {
    this.bytes = bytes
  }

  read(): this {
    return this
  }

  release(): void {}
}

/** A body whose sender left in its middle. */
export const BROKEN_OFF: BodySource = { read: () => ({ kind: 'aborted' }), release: () => undefined }

/** With 4,096 connections all small bodies together stay below 128 MiB. */
export const SMALL_BODY_BYTES_MAX = 32 * 1024
const EMPTY = Buffer.alloc(0)

/** Bytes of bodies that are held in memory, over all calls. */
export class BodyRoom {
  readonly #bytesMax: number
  readonly #smallBytes: number
  #bytes = 0

  /**
   * @param smallBytes a body up to this length takes no room: the number of connections bounds what all of these take, and
   *   a few senders of large bodies must not shut out everybody's ordinary calls
   */
  constructor(bytesMax: number, smallBytes = 0) {
    this.#bytesMax = bytesMax
    this.#smallBytes = smallBytes
  }

  isSmall(contentLength: number): boolean {
    return contentLength <= this.#smallBytes
  }

  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false
    this.#bytes += bytes
    return true
  }

  give(bytes: number): void {
    this.#bytes -= bytes
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes
  }
}

export interface BodyOptions {
  readonly room: BodyRoom
  readonly msMax: number
}

/** One body. What it takes of the room is given back by `release`, when its call has ended. */
export class BodyReader implements BodySource {
  readonly #message: IncomingMessage
  readonly #contentLength: number
  readonly #options: BodyOptions
  #reading: BodyRead | Promise<BodyRead> | null = null
  #taken = 0
  /** Nothing that still comes is kept: the read has ended, whole or not. */
  #ended = false

  constructor(message: IncomingMessage, contentLength: number, options: BodyOptions) {
    this.#message = message
    this.#contentLength = contentLength
    this.#options = options
  }

  /** The body of the announced length. The caller has compared the length with its limit. */
  read(): Promise<BodyRead> | BodyRead {
    return (this.#reading ??= this.#begin())
  }

  #begin(): Promise<BodyRead> | BodyRead {
    if (this.#contentLength === 0) return { kind: 'read', bytes: EMPTY }
    // The client may have left while its key was looked up: nothing will be heard of this body any more.
    if (this.#message.destroyed) return { kind: 'aborted' }
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish({ kind: 'late' }), this.#options.msMax)
      const finish = (end: BodyRead): void => {
        this.#ended = true
        clearTimeout(timer)
        resolve(end)
      }
      this.#collect(finish)
    })
  }

  #collect(finish: (end: BodyRead) => void): void {
    const chunks: Buffer[] = []
    let length = 0
    this.#message.on('data', (chunk: Buffer) => {
      // The rest of a body that was given up flows by, so that the answer can be read by its sender.
      if (this.#ended) return
      if (!this.#options.room.isSmall(this.#contentLength)) {
        if (!this.#options.room.take(chunk.length)) {
          // At once: until its call has ended, every other body that grows would find no room either, and all would be lost.
          chunks.length = 0
          this.release()
          return finish({ kind: 'no_room' })
        }
        this.#taken += chunk.length
      }
      chunks.push(chunk)
      length += chunk.length
    })
    this.#message.on('end', () => {
      if (length !== this.#contentLength) return finish({ kind: 'aborted' })
      finish({ kind: 'read', bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length) })
    })
    this.#message.on('error', () => finish({ kind: 'aborted' }))
    this.#message.on('close', () => finish({ kind: 'aborted' }))
  }

  /** Gives back what was taken, once; whatever still comes takes nothing. */
  release(): void {
    this.#ended = true
    this.#options.room.give(this.#taken)
    this.#taken = 0
  }
}
