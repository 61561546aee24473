/** The control port: what was executed, and faults to order, for tests in other processes and languages. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fault, readFault } from './shared/faults.ts'
import { listen, type Listening, readBody } from './shared/http.ts'
import { type ExecutionFilter, isVendor } from './shared/oracle.ts'
import type { Watchers } from './shared/vendor-server.ts'

export interface Controlled extends Watchers {
  urls(): Readonly<Record<string, string | null>>
  credentials(): object
  forget(): void
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

type Handler = (controlled: Controlled, query: URLSearchParams, body: string) => Reply

const ok = (body: unknown): Reply => ({ status: 200, body })
const wrong = (detail: string): Reply => ({ status: 400, body: { error: detail } })

const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /': (controlled) => ok({ ...controlled.urls(), credentials: controlled.credentials() }),
  'GET /executed': ({ oracle }, query) => {
    const filter = filterOf(query)
    return typeof filter === 'string' ? wrong(filter) : ok(oracle.executions(filter))
  },
  'GET /totals': ({ oracle }, query) => {
    const [vendor, customer] = [query.get('vendor'), query.get('customer')]
    if (customer === null) return ok(oracle.totals())
    return isVendor(vendor) ? ok(oracle.ofCustomer(vendor, customer)) : wrong('customer needs vendor')
  },
  'GET /heard': ({ heard }) => ok(heard.last()),
  'GET /faults': ({ faults }) => ok(faults.outstanding()),
  'POST /faults': ({ faults }, _query, body) => orderFaults(body, (fault) => faults.order(fault)),
  'DELETE /faults': ({ faults }) => {
    faults.clear()
    return ok({})
  },
  'DELETE /state': (controlled) => {
    controlled.forget()
    return ok({})
  },
}

export function startControl(controlled: Controlled, host: string, port: number): Promise<Listening> {
  return listen(
    (request, response) =>
      readBody(request, (body) => {
        const reply = body === null ? wrong('the body is too large') : answer(controlled, request, body)
        send(response, reply)
      }),
    host,
    port,
  )
}

function answer(controlled: Controlled, request: IncomingMessage, body: string): Reply {
  const url = new URL(request.url ?? '/', 'http://control')
  const handler = ROUTES[`${request.method} ${url.pathname}`]
  if (handler === undefined)
    return { status: 404, body: { error: `no such route; there are: ${Object.keys(ROUTES).join(', ')}` } }
  return handler(controlled, url.searchParams, body)
}

function filterOf(query: URLSearchParams): ExecutionFilter | string {
  const { vendor, customer, operation, after } = Object.fromEntries(query)
  if (vendor !== undefined && !isVendor(vendor)) return 'vendor: stripe, twilio or resend'
  if (after !== undefined && !/^\d{1,15}$/.test(after)) return 'after: an order number'
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(customer === undefined ? {} : { customer }),
    ...(operation === undefined ? {} : { operation }),
    ...(after === undefined ? {} : { after: Number.parseInt(after, 10) }),
  }
}

/** One fault or a list of them; all or none are ordered. */
function orderFaults(body: string, order: (fault: Fault) => void): Reply {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return wrong('the body is no JSON')
  }
  const faults = (Array.isArray(value) ? value : [value]).map(readFault)
  const bad = faults.find((fault) => typeof fault === 'string')
  if (typeof bad === 'string') return wrong(bad)
  for (const fault of faults) if (typeof fault !== 'string') order(fault)
  return { status: 201, body: { ordered: faults.length } }
}

function send(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(JSON.stringify(reply.body), 'utf8')
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}
