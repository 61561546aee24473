/**
 * The one port. Decides whether a request is for the admin API or is a proxied call, before anything else touches it: the
 * admin framework never sees a proxied call, and the call path never sees the admin API.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { readTarget, VAULT_KEY_PREFIX } from '@keybrake/core'
import { refuseUnreadAdmin } from '../admin/refuse-unread.ts'
import { handleCall } from '../call/call.ts'
import { type Credential, readCredential } from '../call/credential.ts'
import { credentialHeaderOf } from '../call/credential-header.ts'
import type { Incoming, Reply } from '../call/incoming.ts'
import type { CallParts } from '../call/parts.ts'
import { refuseUnread, type Unread } from '../call/unread.ts'
import { type Route, route, type Routing, seemingPath } from '../call/route.ts'
import { BodyAtHand, BodyReader, type BodyRoom, type BodySource } from './body.ts'
import type { PlainCall } from './fast/connection.ts'
import { type Head, type HeadFault, hostnameOf, readHead } from './head.ts'
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
  const credential = readCredential(head, credentialHeaderOf(head, calls.adapters))
  const found = routeOf(parts, head, pathOf(head.target), credential)
  if (found.kind === 'admin') return false
  const target = readTarget(head.target)
  if (!target.ok) {
    const fault = { code: 'path_not_canonical', why: target.why } as const
    refuse(parts, { head, credential, clientAddress, fault, startedMs }, reply)
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

function pathOf(target: string): string {
  const question = target.indexOf('?')
  return question < 0 ? target : target.slice(0, question)
}

function routeOf({ routing }: ListenerParts, head: Head, path: string, credential: Credential): Route {
  const bearsVaultKey = credential.kind === 'bearer' && credential.text.startsWith(VAULT_KEY_PREFIX)
  return route(head, path, bearsVaultKey, routing)
}

/** In the shape of the plane that it seems meant for. */
function refuse(parts: ListenerParts, unread: Unread, reply: Reply): void {
  const { head, credential, fault } = unread
  const { kind } = routeOf(parts, head, seemingPath(head.target), credential)
  if (kind === 'admin') refuseUnreadAdmin(reply, fault)
  else guarded(parts, reply, refuseUnread(parts.calls, unread, reply))
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
  const { headers } = fault
  const hostname = hostnameOf(headers.get('host')) ?? ''
  const head: Head = { ...EMPTY_HEAD, method: request.method ?? '', target: request.url ?? '', hostname, headers }
  const credential = readCredential(head, credentialHeaderOf(head, parts.calls.adapters))
  if (isOnlyChunked(fault) && routeOf(parts, head, pathOf(head.target), credential).kind === 'admin')
    return parts.admin(request, response)
  // What follows a head that was not understood can't be trusted to be a request of its own.
  response.shouldKeepAlive = false
  const reply = new HttpReply(response, request.method === 'HEAD')
  const clientAddress = request.socket.remoteAddress ?? ''
  const startedMs = parts.calls.clock.elapsedMs()
  refuse(parts, { head, credential, clientAddress, fault, startedMs }, reply)
}

/** The admin API reads a body whole and up to a bound, announced or not; a call must say how long its body is. */
const isOnlyChunked = ({ code, headers }: HeadFault): boolean =>
  code === 'length_required' &&
  headers.get('transfer-encoding')?.toLowerCase() === 'chunked' &&
  !headers.has('content-length')

/** Without its headers: who it is from would be looked up, and a row written, in the moment in which there is no room. */
const turnAway = (parts: ListenerParts, request: IncomingMessage, response: ServerResponse): void =>
  refuseHead(parts, request, response, { ...OVERLOADED, headers: EMPTY_HEAD.headers })
