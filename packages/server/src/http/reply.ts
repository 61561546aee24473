/** The answer's way back to the caller over `node:http`. */
import type { ServerResponse } from 'node:http'
import type { Field } from '@keybrake/core'
import type { Reply } from '../call/incoming.ts'

export class HttpReply implements Reply {
  readonly #response: ServerResponse
  /** The answer to a HEAD has a head only. */
  readonly #headOnly: boolean

  constructor(response: ServerResponse, headOnly: boolean) {
    this.#response = response
    this.#headOnly = headOnly
  }

  get gone(): boolean {
    return this.#response.destroyed || this.#response.writableEnded
  }

  send(status: number, headers: readonly Field[], body: string, bodyIs: 'text' | 'bytes' = 'text'): void {
    if (this.gone || this.#response.headersSent) return
    const flat = headers.flat()
    const encoding = bodyIs === 'bytes' ? 'latin1' : 'utf8'
    if (!this.#headOnly && status !== 204 && status !== 304)
      flat.push('content-length', String(Buffer.byteLength(body, encoding)))
    this.#response.writeHead(status, flat)
    if (this.#headOnly) this.#response.end()
    else this.#response.end(body, encoding)
  }

  begin(status: number, headers: readonly Field[]): void {
    if (!this.gone) this.#response.writeHead(status, headers.flat())
  }

  write(chunk: Buffer): boolean {
    return this.gone || this.#response.write(chunk)
  }

  onDrain(listener: () => void): void {
    // A caller that leaves while it is waited for must not keep the exchange standing.
    const once = (): void => {
      this.#response.off('drain', once).off('close', once)
      listener()
    }
    this.#response.on('drain', once).on('close', once)
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener)
  }

  end(): void {
    if (!this.gone) this.#response.end()
  }

  abort(): void {
    this.#response.destroy()
  }
}
