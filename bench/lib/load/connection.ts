/** One kept connection that asks one question at a time: no more of HTTP than costs a load generator nothing to speak of. */
import { connect, type Socket } from 'node:net'

/** @param status of the answer; 0 where the connection broke instead */
export type OnAnswer = (status: number) => void

const HEAD_END = Buffer.from('\r\n\r\n')
const CHUNKS_END = Buffer.from('0\r\n\r\n')
const NOTHING = Buffer.alloc(0)

export class Connection {
  readonly #host: string
  readonly #port: number
  #socket: Socket | null = null
  #onAnswer: OnAnswer | null = null
  #unread: Buffer = NOTHING
  /** Of the answer that is being read: -1 before its head is whole, and for chunks. */
  #bytes = -1

  constructor(origin: URL) {
    this.#host = origin.hostname
    this.#port = Number.parseInt(origin.port, 10)
  }

  open(): Promise<void> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
    this.#socket = socket
    this.#unread = NOTHING
    this.#bytes = -1
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('close', () => this.#broke(socket))
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve())
      socket.on('error', reject)
    })
  }

  /** Asks anew where the other side has closed meanwhile. Must not be called before the last answer came. */
  ask(request: Buffer, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer
    if (this.#socket !== null) this.#socket.write(request)
    else
      this.open().then(
        () => this.#socket?.write(request),
        () => this.#answered(0),
      )
  }

  close(): void {
    this.#onAnswer = null
    this.#socket?.destroy()
  }

  #broke(socket: Socket): void {
    if (this.#socket !== socket) return
    this.#socket = null
    this.#answered(0)
  }

  #answered(status: number): void {
    const onAnswer = this.#onAnswer
    this.#onAnswer = null
    onAnswer?.(status)
  }

  #read(bytes: Buffer): void {
    const all = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
    this.#unread = all
    if (this.#bytes < 0) {
      const headEnd = all.indexOf(HEAD_END)
      if (headEnd < 0) return
      const head = all.toString('latin1', 0, headEnd)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length !== undefined) this.#bytes = headEnd + HEAD_END.length + Number.parseInt(length, 10)
      // The bodies are ours: none has these bytes within.
      else if (all.indexOf(CHUNKS_END, headEnd) >= 0) this.#bytes = all.length
      else return
    }
    if (all.length < this.#bytes) return
    this.#unread = NOTHING
    this.#bytes = -1
    this.#answered(Number.parseInt(all.toString('latin1', 9, 12), 10))
  }
}
