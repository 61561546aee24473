/** Requests over kept-alive connections, as cheap as they can be made: a proof sends a million. */
import { Agent, request } from 'node:http'
import type { Json } from '../../support/admin.ts'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly bearer: string
  readonly form?: Readonly<Record<string, string>> | undefined
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The caller hangs up after this long, whatever comes. */
  readonly leavesAfterMs?: number | undefined
}

export interface Heard {
  /** 0 where no whole answer came. */
  readonly status: number
  readonly header: (name: string) => string | null
  readonly json: Json
}

const LOST: Heard = { status: 0, header: () => null, json: {} }

export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 512 })
  readonly #host: string
  readonly #port: string

  constructor(origin: string) {
    const { hostname, port } = new URL(origin)
    this.#host = hostname
    this.#port = port
  }

  /** Never throws: a call that broke is an answer of status 0. */
  send(sent: Sent): Promise<Heard> {
    const [type, body] = payload(sent)
    const { method, path, bearer } = sent
    const headers: Record<string, string> = { authorization: `Bearer ${bearer}`, ...sent.headers }
    if (body !== null) {
      headers['content-type'] = type
      headers['content-length'] = String(Buffer.byteLength(body))
    }
    return new Promise((resolve) => {
      const outgoing = request(
        { agent: this.#agent, hostname: this.#host, port: this.#port, method, path, headers },
        (incoming) => {
          let text = ''
          incoming.setEncoding('utf8').on('data', (part: string) => (text += part))
          incoming.on('error', () => resolve(LOST))
          incoming.on('close', () => {
            clearTimeout(leaving)
            if (!incoming.complete) return resolve(LOST)
            const header = (name: string): string | null => (incoming.headers[name] as string | undefined) ?? null
            resolve({ status: incoming.statusCode ?? 0, header, json: objectOf(text) })
          })
        },
      )
      outgoing.on('error', () => resolve(LOST))
      const { leavesAfterMs } = sent
      // Taken back with the answer: its connection may serve another call by then.
      const leaving = leavesAfterMs === undefined ? undefined : setTimeout(() => outgoing.destroy(), leavesAfterMs)
      outgoing.end(body ?? undefined)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function payload({ form, json }: Sent): [string, string | null] {
  if (form !== undefined) return ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()]
  return ['application/json', json === undefined ? null : JSON.stringify(json)]
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : {}
  } catch {
    return {}
  }
}

/** Micro-USD as the wire takes them, exactly. */
export const usd = (microUsd: bigint): string =>
  `${microUsd / 1_000_000n}.${String(microUsd % 1_000_000n).padStart(6, '0')}`
