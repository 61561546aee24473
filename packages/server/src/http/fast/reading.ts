/**
 * How the bytes of a connection come to the lane: into one buffer for all connections. For each read of an accepted socket
 * Node sets 64 KB aside and makes several objects: a third of what it takes to read and answer half a KB with nothing done
 * in between. It reads into a buffer of ours (`onread`) where the socket was made with one; so the accepted connection is
 * moved into such a socket.
 */
import { Socket, type SocketConstructorOpts } from 'node:net'

const READ_BYTES = 65_536
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES)

/** The operating system's side of a socket. It has no public name: where it does not look like this, nothing is moved. */
interface Handle {
  reading: boolean
  readonly readStop: () => number
}

export class Reading {
  /** The one to use from here on. */
  readonly socket: Socket
  #read: ((bytes: Buffer) => void) | null

  /**
   * @param accepted as the server has it, none of its bytes read
   * @param read gets what came, for as long as the call lasts: {@link lasting} keeps it
   */
  constructor(accepted: Socket, read: (bytes: Buffer) => void) {
    this.#read = read
    this.socket = moved(accepted, this.#onRead) ?? accepted.on('data', read)
  }

  /** From here on what comes is the data of the socket's own stream. */
  end(): void {
    if (this.#read !== null) this.socket.off('data', this.#read)
    this.#read = null
  }

  readonly #onRead = (length: number): boolean => {
    const bytes = readBuffer.subarray(0, length)
    if (this.#read === null) return this.socket.push(Buffer.from(bytes))
    this.#read(bytes)
    return true
  }
}

/** The same bytes in memory that the next read leaves alone. */
export const lasting = (bytes: Buffer): Buffer => (bytes.buffer === readBuffer.buffer ? Buffer.from(bytes) : bytes)

function moved(accepted: Socket, onRead: (length: number) => boolean): Socket | null {
  const shell = accepted as { _handle?: Partial<Handle> | null }
  const handle = shell._handle
  if (typeof handle?.reading !== 'boolean' || typeof handle.readStop !== 'function') return null
  if (accepted.readableLength > 0) return null
  handle.readStop()
  handle.reading = false
  shell._handle = null
  const { allowHalfOpen } = accepted
  const options: object = { handle, allowHalfOpen, onread: { buffer: readBuffer, callback: onRead } }
  // What is left of the accepted socket is the server's count of its connections: it ends with the connection.
  return new Socket(options as SocketConstructorOpts).once('close', () => accepted.destroy())
}
