/**
 * Stands between a store and its server, and breaks the connection where a test says: before or after the server gets a COMMIT,
 * or for good. It reads just enough of the protocol to know one.
 */
import { once } from 'node:events'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { Frames, isCommit } from './frames.ts'

/**
 * What is done at the next COMMIT of a commit of the log.
 *
 * `before`: the connection ends, and the server never gets it. `half`: it gets the first half of it. `with`: it gets it, and the
 * connection ends at the same moment. `after`: the connection ends when the server has answered, and the store does not get the
 * answer. `swallow`: the same, but the connection stays and is silent.
 */
export type CommitFault = 'before' | 'half' | 'with' | 'after' | 'swallow'

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

export class Relay {
  readonly #listener: Server
  readonly #pairs = new Set<Pair>()
  #targetPort: number
  #ordered: { readonly fault: CommitFault; readonly met: () => void } | null = null
  #isFrozen = false
  #isRefusing = false

  private constructor(listener: Server, targetPort: number) {
    this.#listener = listener
    this.#targetPort = targetPort
    listener.on('connection', (client) => this.#accept(client))
  }

  /** @param targetUrl an address of the server on this machine */
  static async start(targetUrl: string): Promise<Relay> {
    const listener = createServer({ noDelay: true }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new Relay(listener, portOf(targetUrl))
  }

  /** The same address by way of this relay. */
  through(url: string): string {
    const address = this.#listener.address()
    const through = new URL(url)
    through.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    return through.href
  }

  /** From now on connections are made to another server; those that are there end. */
  switchTo(targetUrl: string): void {
    this.#targetPort = portOf(targetUrl)
    this.cut()
  }

  /** Resolves when a COMMIT has met the fault. */
  order(fault: CommitFault): Promise<void> {
    return new Promise((resolve) => {
      this.#ordered = { fault, met: resolve }
    })
  }

  /** Takes back what was ordered and has met no COMMIT. */
  cancel(): void {
    this.#ordered?.met()
    this.#ordered = null
  }

  /** Every connection ends at once, as by a reset. */
  cut(): void {
    for (const pair of this.#pairs) this.#end(pair)
  }

  /** Nothing passes either way, though no connection ends: as where packets get lost. */
  freeze(): void {
    this.#isFrozen = true
    for (const { client, server } of this.#pairs) {
      client.pause()
      server.pause()
    }
  }

  thaw(): void {
    this.#isFrozen = false
    for (const { client, server } of this.#pairs) {
      client.resume()
      server.resume()
    }
  }

  /** No new connection gets through, and those that are there end; until `refuse(false)`. */
  refuse(isRefusing = true): void {
    this.#isRefusing = isRefusing
    if (isRefusing) this.cut()
  }

  async close(): Promise<void> {
    this.cut()
    this.#listener.close()
    await once(this.#listener, 'close')
  }

  #accept(client: Socket): void {
    if (this.#isRefusing) {
      client.destroy()
      return
    }
    const server = createConnection({ port: this.#targetPort, host: '127.0.0.1', noDelay: true })
    const pair = { client, server }
    this.#pairs.add(pair)
    for (const socket of [client, server]) {
      socket.on('error', () => this.#end(pair))
      socket.on('close', () => this.#end(pair))
    }
    const frames = new Frames()
    let answers: 'pass' | 'cut' | 'swallow' = 'pass'
    client.on('data', (bytes: Buffer) => {
      for (const frame of frames.take(bytes)) {
        const fault = this.#ordered !== null && isCommit(frame) ? this.#ordered.fault : null
        if (fault === 'after') answers = 'cut'
        if (fault === 'swallow') answers = 'swallow'
        if (fault !== 'before' && !server.destroyed)
          server.write(fault === 'half' ? frame.subarray(0, frame.length / 2) : frame)
        if (fault === null) continue
        // Of `after`, it is met when the server has answered.
        if (fault !== 'after') this.#meet()
        if (fault === 'before') this.#end(pair)
        if (fault === 'half' || fault === 'with') {
          server.end()
          client.destroy()
        }
      }
    })
    server.on('data', (bytes: Buffer) => {
      if (answers === 'pass') client.write(bytes)
      if (answers !== 'cut') return
      this.#meet()
      this.#end(pair)
    })
    if (this.#isFrozen) {
      client.pause()
      server.pause()
    }
  }

  #meet(): void {
    this.#ordered?.met()
    this.#ordered = null
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.destroy()
  }
}

const portOf = (url: string): number => Number.parseInt(new URL(url).port, 10)
