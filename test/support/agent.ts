/** Calls to Stripe through the proxy as an agent's SDK makes them: form bodies, a bearer, kept-alive connections. */
import { Agent, request } from 'node:http'
import type { Json } from './admin.ts'

export interface AgentAnswer {
  /** 0 where no answer came: refused connection, reset, closed in the middle. */
  readonly status: number
  /** `Keybrake-Code`: null where the answer is the vendor's own. */
  readonly code: string | null
  readonly callId: string | null
  /** `Stripe-Should-Retry`, by which Stripe's SDKs decide. */
  readonly shouldRetry: boolean | null
  readonly body: Json
}

export interface AgentCall {
  readonly bearer: string
  readonly path: string
  /** Null: a GET. */
  readonly form: Readonly<Record<string, string>> | null
  readonly idempotencyKey?: string
}

export interface AgentCalls {
  /** Never throws: what a dead proxy does to a call is an answer of status 0. */
  call(call: AgentCall): Promise<AgentAnswer>
  /** With the same idempotency key again and again, as an SDK does, until the answer is final or `attemptsMax` are made. */
  untilFinal(call: AgentCall, attemptsMax?: number): Promise<AgentAnswer>
  close(): void
}

const CALL_MS_MAX = 60_000
const PAUSE_MS = 20
const LOST: AgentAnswer = { status: 0, code: null, callId: null, shouldRetry: null, body: {} }

/** @param origin asked before each call, so that callers outlive a proxy that comes back on another port */
export function agentCalls(origin: () => string): AgentCalls {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 2_048 })
  const call = (one: AgentCall): Promise<AgentAnswer> => send(agent, origin(), one)
  return {
    call,
    async untilFinal(one, attemptsMax = 200) {
      let answer = LOST
      for (let attempt = 0; attempt < attemptsMax; attempt++) {
        answer = await call(one)
        if (!isWorthRetrying(answer)) return answer
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
      return answer
    },
    close: () => agent.destroy(),
  }
}

/** The rule of Stripe's SDKs. */
export function isWorthRetrying({ status, shouldRetry }: AgentAnswer): boolean {
  return shouldRetry ?? (status === 0 || status === 409 || status >= 500)
}

function send(agent: Agent, origin: string, call: AgentCall): Promise<AgentAnswer> {
  const { hostname, port } = new URL(origin)
  const body = call.form === null ? null : new URLSearchParams(call.form).toString()
  const headers: Record<string, string> = { authorization: `Bearer ${call.bearer}` }
  if (body !== null) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    headers['content-length'] = String(Buffer.byteLength(body))
  }
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
  const method = body === null ? 'GET' : 'POST'
  return new Promise((resolve) => {
    const outgoing = request({ agent, hostname, port, method, path: `/stripe${call.path}`, headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part))
      incoming.on('error', () => resolve(LOST))
      incoming.on('close', () => {
        const header = (name: string): string | null => (incoming.headers[name] as string | undefined) ?? null
        const retry = header('stripe-should-retry')
        const parsed = objectOrNull(text)
        if (!incoming.complete || parsed === null) return resolve(LOST)
        resolve({
          status: incoming.statusCode ?? 0,
          code: header('keybrake-code'),
          callId: header('keybrake-call-id'),
          shouldRetry: retry === null ? null : retry === 'true',
          body: parsed,
        })
      })
    })
    outgoing.setTimeout(CALL_MS_MAX, () => outgoing.destroy())
    outgoing.on('error', () => resolve(LOST))
    outgoing.end(body ?? undefined)
  })
}

function objectOrNull(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : null
  } catch {
    return null
  }
}
