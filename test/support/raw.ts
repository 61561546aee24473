/** HTTP by hand: writes exactly the bytes a test gives and reads exactly what comes back. */
import { connect } from 'node:net'

export interface RawAnswer {
  /** 0 where nothing came that looks like a status line. */
  readonly status: number
  /** Lower-case names; a repeated header is joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Every status line in what came back: more than one means that several requests were read out of the bytes. */
  readonly statuses: readonly number[]
  /** The other side closed the connection (before our own patience of `quietMs` ran out). */
  readonly closed: boolean
}

export interface RawOptions {
  /** How long without a byte until a connection that stays open is believed to stay open. */
  readonly quietMs?: number
}

/** Sends `bytes` (a string is written as Latin-1) on a connection of its own. */
export function sendRaw(port: number, bytes: string | Uint8Array, options: RawOptions = {}): Promise<RawAnswer> {
  const { quietMs = 400 } = options
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const finish = (closed: boolean) => {
      socket.destroy()
      resolve(readAnswer(Buffer.concat(chunks).toString('latin1'), closed))
    }
    socket.setTimeout(quietMs, () => finish(false))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => finish(true))
    // A reset after an answer is the other side closing early on bytes it will not read: the answer still counts.
    socket.on('error', () => finish(true))
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  })
}

/** A request from its lines: joined by CRLF, an empty line, the body. */
export function rawRequest(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

function readAnswer(text: string, closed: boolean): RawAnswer {
  const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) [A-Z]/g)].map((match) => Number(match[1]))
  const end = text.indexOf('\r\n\r\n')
  const headers = new Map<string, string>()
  for (const line of text.slice(0, Math.max(end, 0)).split('\r\n').slice(1)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  return { status: statuses[0] ?? 0, headers, body: end < 0 ? '' : text.slice(end + 4), statuses, closed }
}
