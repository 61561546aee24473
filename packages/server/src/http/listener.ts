/**
 * The one port. Decides whether a request is for the admin API or is a proxied call, before anything else touches it: the
 * admin framework never sees a proxied call, and the call path never sees the admin API.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { readTarget, VAULT_KEY_PREFIX } from '@keybrake/core'
import { handleCall } from '../call/call.ts'
import { readCredential } from '../call/credential.ts'
import { credentialHeaderOf } from '../call/credential-header.ts'
import type { Incoming, Reply } from '../call/incoming.ts'
import type { CallParts } from '../call/parts.ts'
import { refuseUnread } from '../call/unread.ts'
import { route, type Routing } from '../call/route.ts'
import { BodyAtHand, BodyReader, type BodyRoom, type BodySource } from './body.ts'
import type { PlainCall } from './fast/connection.ts'
import { type Head, type HeadFault, readHead } from './head.ts'
import { HttpReply } from './reply.ts'
import { answerUnreadable } from './unreadable.ts'

export interface ListenerParts {
  readonly calls: CallParts
  readonly routing: Routing
  /** Answers one request of the admin API. */
  readonly admin: (request: IncomingMessage, response: ServerResponse) => void
  /** The same for one that the fast lane has read. False where `admin` must answer it: nothing was done with it. */
  readonly plainAdmin: (call: PlainCall) => boolean
  readonly bodyRoom: BodyRoom
  /** True at once, or when the connection's turn has come; false when it waited too long. */
  readonly connectionTurn: (request: IncomingMessage) => true | Promise<boolean>
}

export interface Listener {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
  /** A plain request of the fast lane. False where `onRequest` must have it: nothing was done with it. */
  readonly onCall: (call: PlainCall) => boolean
  /** Bytes on a connection that are no request. */
  readonly onUnreadable: (error: NodeJS.ErrnoException, socket: Socket) => void
}

export function listener(parts: ListenerParts): Listener {
  return {
    onRequest: (request, response) => {
      const turn = parts.connectionTurn(request)
      if (turn === true) return receive(parts, request, response)
      void turn.then((admitted) => (admitted ? receive(parts, request, response) : turnAway(parts, request, response)))
    },
    onCall: (call) => receiveCall(parts, call) || parts.plainAdmin(call),
    onUnreadable: (error, socket) => answerUnreadable(error, socket, parts.calls),
  }
}

function receive(parts: ListenerParts, request: IncomingMessage, response: ServerResponse): void {
  const head = readHead(request)
  if ('code' in head) return refuseHead(parts, request, response, head)
  const reply = new HttpReply(response, head.method === 'HEAD')
  const body = new BodyReader(request, head.contentLength, { room: parts.bodyRoom, msMax: BODY_MS_MAX })
  const clientAddress = request.socket.remoteAddress ?? ''
  if (!receiveCall(parts, { head, body, clientAddress, reply })) parts.admin(request, response)
}

interface Received {
  readonly head: Head
  readonly body: BodySource
  readonly clientAddress: string
  readonly reply: Reply
}

/** False where the request is for the admin API. */
function receiveCall(parts: ListenerParts, { head, body, clientAddress, reply }: Received): boolean {
  const { calls } = parts
  const startedMs = calls.clock.elapsedMs()
  const question = head.target.indexOf('?')
  const rawPath = question < 0 ? head.target : head.target.slice(0, question)
  const credential = readCredential(head, credentialHeaderOf(head, calls.adapters))
  const bearsVaultKey = credential.kind === 'bearer' && credential.text.startsWith(VAULT_KEY_PREFIX)
  const found = route(head, rawPath, bearsVaultKey, parts.routing)
  if (found.kind === 'admin') return false
  const target = readTarget(head.target)
  if (!target.ok) {
    const fault = { code: 'path_not_canonical', why: target.why } as const
    guarded(parts, reply, refuseUnread(calls, { head, credential, clientAddress, fault, startedMs }, reply))
    return true
  }
  const incoming: Incoming = {
    head,
    path: target.path,
    rawQuery: target.rawQuery,
    route: found,
    credential,
    clientAddress,
    startedMs,
    body,
    progress: { mayHaveLeft: false },
  }
  guarded(parts, reply, handleCall(calls, incoming, reply), incoming)
  return true
}

/** A body that trickles in keeps a connection, and nothing else; but not forever. */
const BODY_MS_MAX = 60_000
const OVERLOADED = { code: 'overloaded', why: 'too many calls are under way' } as const

/** Sees to the end of a call. Whatever it throws, its caller is answered, and what its body took is given back. */
function guarded(
  parts: ListenerParts,
  reply: Reply,
  work: Promise<void>,
  incoming: Pick<Incoming, 'head' | 'body' | 'progress'> = NOT_BEGUN,
): void {
  const release = (): void => incoming.body.release()
  work.then(release, (error: unknown) => answerFault(parts, reply, incoming, error).then(release))
}

async function answerFault(
  parts: ListenerParts,
  reply: Reply,
  { head, progress }: Pick<Incoming, 'head' | 'progress'>,
  error: unknown,
): Promise<void> {
  parts.calls.log.error({ err: error }, 'a call failed')
  const fault = progress.mayHaveLeft ? FAULT_AFTER_SENDING : LEDGER_FAULT
  await refuseUnread(parts.calls, { ...NOBODY, head, fault }, reply).catch(() => reply.abort())
}

const FAULT_AFTER_SENDING = {
  code: 'internal',
  why: 'A fault inside the proxy after the call was sent. Money may have moved; its hold stays counted',
} as const

/** Before its admission a call fails on the ledger or on a fault of ours; either way nothing was sent. */
const LEDGER_FAULT = { code: 'ledger_unavailable', why: 'the ledger cannot commit' } as const
const EMPTY_HEAD: Head = { method: '', target: '/', hostname: '', headers: new Map(), contentLength: 0 }
const NOT_BEGUN = { head: EMPTY_HEAD, body: new BodyAtHand(''), progress: { mayHaveLeft: false } }
const NOBODY = { head: EMPTY_HEAD, credential: { kind: 'none' } as const, clientAddress: '', startedMs: 0 }

function refuseHead(parts: ListenerParts, request: IncomingMessage, response: ServerResponse, fault: HeadFault): void {
  // What follows a head that was not understood can't be trusted to be a request of its own.
  response.shouldKeepAlive = false
  const reply = new HttpReply(response, request.method === 'HEAD')
  const head: Head = { ...EMPTY_HEAD, method: request.method ?? '', target: request.url ?? '', headers: fault.headers }
  const credential = readCredential(head, credentialHeaderOf(head, parts.calls.adapters))
  const clientAddress = request.socket.remoteAddress ?? ''
  const startedMs = parts.calls.clock.elapsedMs()
  guarded(parts, reply, refuseUnread(parts.calls, { head, credential, clientAddress, fault, startedMs }, reply))
}

function turnAway(parts: ListenerParts, request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false
  const reply = new HttpReply(response, request.method === 'HEAD')
  guarded(parts, reply, refuseUnread(parts.calls, { ...NOBODY, fault: OVERLOADED }, reply))
}
