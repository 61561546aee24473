/** Opens connections to one origin, in the clear or by TLS, and hands each read to a callback without a stream between. */
import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, createSecureContext, type SecureContext } from 'node:tls'

const READ_BYTES = 65_536
const KEEP_ALIVE_PROBE_MS = 60_000

/** Shared by all connections: what a read brought is looked at, and copied where it must last, before the next read. */
export const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES)

export class Dialer {
  readonly #isSecure: boolean
  readonly #address: { readonly host: string; readonly port: number }
  /** With the authorities that Node trusts: reading them takes a millisecond, so it is done once. */
  #context: SecureContext | null = null
  /** The last TLS session: resuming it saves a round trip and the certificates. */
  #session: Buffer | null = null

  constructor(url: URL) {
    this.#isSecure = url.protocol === 'https:'
    const port = url.port === '' ? (this.#isSecure ? 443 : 80) : Number(url.port)
    this.#address = { host: url.hostname.replace(/^\[|\]$/g, ''), port }
  }

  /**
   * @param opened the connection can be written to, and the vendor is who it should be
   * @param read so many bytes are in `readBuffer`, until the callback returns
   */
  dial(opened: () => void, read: (length: number) => void): Socket {
    const onread: OnReadOpts = {
      buffer: readBuffer,
      callback: (length) => {
        read(length)
        return true
      },
    }
    const options = {
      ...this.#address,
      onread,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
    }
    return this.#isSecure ? this.#dialTls(options, opened) : connectPlain(options, opened)
  }

  #dialTls(options: ConnectionOptions, opened: () => void): Socket {
    const host = this.#address.host
    const socket = connectTls({
      ...options,
      secureContext: (this.#context ??= createSecureContext()),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(this.#session === null ? {} : { session: this.#session }),
      ALPNProtocols: ['http/1.1'],
    })
    socket.once('secureConnect', opened)
    socket.on('session', (session: Buffer) => (this.#session = session))
    // A session that a vendor no longer likes must not stand in the way of the next connection.
    socket.once('error', () => (this.#session = null))
    return socket
  }
}
