/** One simulated vendor on a socket: hears, looks for an ordered fault, executes, answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, FaultBoard } from './faults.ts'
import type { HeardLog } from './heard.ts'
import { listen, type Listening, readBody } from './http.ts'
import type { Oracle } from './oracle.ts'
import { type Answer, credentialOf, type Simulation, type VendorRequest } from './wire.ts'

export interface Watchers {
  readonly oracle: Oracle
  readonly heard: HeardLog
  readonly faults: FaultBoard
}

const GARBAGE = '<html><body>502 Bad Gateway</body></html>'
const VAULT_KEY = 'vault_key_'

export function startVendor(
  simulation: Simulation,
  watchers: Watchers,
  host: string,
  port: number,
): Promise<Listening> {
  return listen(
    (incoming, response) =>
      readBody(incoming, (body) => {
        if (body === null) return send(response, simulation.failure(413))
        try {
          serve(simulation, watchers, requestOf(incoming, body), response)
        } catch (error) {
          // A fault of the simulation itself: told loudly, or a test would take it for the vendor's.
          process.stderr.write(
            `sandbox ${simulation.vendor}: ${String(error instanceof Error ? error.stack : error)}\n`,
          )
          send(response, simulation.failure(500))
        }
      }),
    host,
    port,
  )
}

function requestOf(incoming: IncomingMessage, body: string): VendorRequest {
  const { method = 'GET', url = '/', headers } = incoming
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  return { method, url, path, query: mark < 0 ? '' : url.slice(mark + 1), headers, body, atMs: Date.now() }
}

function serve(simulation: Simulation, watchers: Watchers, request: VendorRequest, response: ServerResponse): void {
  const { vendor } = simulation
  watchers.oracle.heard(vendor, carriesVaultKey(request))
  watchers.heard.add(vendor, request)
  const fault = watchers.faults.take(vendor, request)
  if (fault?.kind === 'reset_before') return reset(response)

  const opened = simulation.open(request)
  if (opened.kind === 'answered') {
    const speaks = fault?.kind === 'status_before' || fault?.kind === 'status_after'
    return deliver(simulation, response, speaks ? ordered(simulation, fault) : opened.answer, fault, () => undefined)
  }
  if (fault?.kind === 'status_before') {
    const answer = ordered(simulation, fault)
    opened.claim?.end(keepsInstead(simulation, answer) ? answer : null)
    return send(response, answer)
  }
  const { answer, stored } = opened.execute()
  const instead = fault?.kind === 'status_after' ? ordered(simulation, fault) : null
  const kept = instead !== null && keepsInstead(simulation, instead) ? instead : stored ? answer : null
  deliver(simulation, response, instead ?? answer, fault, () => opened.claim?.end(kept))
}

const keepsInstead = (simulation: Simulation, answer: Answer): boolean =>
  simulation.storesFailures && answer.status === 500

function ordered(simulation: Simulation, fault: Fault): Answer {
  const answer = simulation.failure(fault.status ?? 500)
  return fault.body === undefined ? answer : { ...answer, body: fault.body }
}

/** `ended` is called once, when the vendor is through with the call: until then its idempotency key is in flight. */
function deliver(
  simulation: Simulation,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | null,
  ended: () => void,
): void {
  switch (fault?.kind) {
    case 'delay':
      setTimeout(() => {
        ended()
        send(response, answer)
      }, fault.ms ?? 1000)
      return
    case 'hang':
      response.once('close', ended)
      return
    case 'reset_after':
      ended()
      return reset(response)
    case 'cut_body':
      ended()
      return cut(response, answer)
    case 'garbage_body':
      ended()
      return send(response, { ...answer, status: 200, body: fault.body ?? GARBAGE })
    case 'mismatch':
      ended()
      return send(response, fault.body === undefined ? simulation.contradict(answer) : { ...answer, body: fault.body })
    default:
      ended()
      send(response, answer)
  }
}

function send(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8')
  const length = answer.status === 204 ? {} : { 'content-length': body.length }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  response.end(answer.status === 204 ? undefined : body)
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function cut(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8')
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length })
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
}

/** Anywhere: in a header, in Basic's base64, in the URL or in the body. */
function carriesVaultKey(request: VendorRequest): boolean {
  if (request.url.includes(VAULT_KEY) || request.body.includes(VAULT_KEY)) return true
  const credential = credentialOf(request)
  if (credential !== null && `${credential.user} ${credential.password}`.includes(VAULT_KEY)) return true
  return Object.values(request.headers).some((value) => String(value).includes(VAULT_KEY))
}
