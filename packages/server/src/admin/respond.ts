/** From a request to its route's answer, and from the answer to the wire. */
import {
  ADMIN_CODES,
  type FieldFault,
  PROBLEM_TYPE,
  type ProblemFacts,
  readBody,
  readQuery,
  wireProblem,
} from '@keybrake/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AdminAnswer, invalid, isProblem, problem } from './answer.ts'
import { authenticate } from './authenticate.ts'
import type { CredentialHints } from './credential-hints.ts'
import type { EventHub } from './events/hub.ts'
import type { AdminParts } from './parts.ts'
import type { AdminCall, Route } from './route.ts'
import type { Verification } from './verification.ts'

export interface RespondParts {
  readonly parts: AdminParts
  readonly events: EventHub
  readonly verification: Verification
  readonly credentials: CredentialHints
}

export async function answerRoute(
  deps: RespondParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { answer, cookie } = await answerOf(deps, route, request)
  if (cookie !== null) reply.header('set-cookie', cookie)
  return send(reply, route, answer)
}

interface Answered {
  readonly answer: AdminAnswer
  /** `Set-Cookie` that keeps a session from becoming idle. */
  readonly cookie: string | null
}

const withoutCookie = (answer: AdminAnswer): Answered => ({ answer, cookie: null })

async function answerOf(deps: RespondParts, route: Route, request: FastifyRequest): Promise<Answered> {
  const { clock, dashboard } = deps.parts
  const at = clock.now()
  if (route.open) {
    const call = readCall(deps, route, request, at)
    return withoutCookie('kind' in call ? call : await route.handle(call, null))
  }
  // Who calls comes first: to a stranger, a right and a wrong body look the same.
  const header = (name: string): string | null => headerOf(request, name)
  const presented = { header, address: addressOf(request), at }
  const hints = route.provesCaller ? deps.credentials : null
  const caller = await authenticate(deps.parts, route.operation, presented, hints)
  if (isProblem(caller)) return withoutCookie(caller)
  const call = readCall(deps, route, request, at)
  const answer = 'kind' in call ? call : await route.handle(call, caller)
  if (caller.unprovenMac !== null && isProblem(answer)) {
    // No commit has asked whose the credential is.
    const proven = await authenticate(deps.parts, route.operation, presented, null)
    if (isProblem(proven)) return withoutCookie(proven)
  }
  // Pages read by themselves; what is changed is changed by a person.
  const isActive = caller.session !== null && route.operation.method !== 'GET'
  return { answer, cookie: isActive ? dashboard.sessions.cookie(caller.session, at) : null }
}

const addressOf = (request: FastifyRequest): string | null => request.socket.remoteAddress ?? null

function readCall(
  deps: RespondParts,
  { operation }: Route,
  request: FastifyRequest,
  at: AdminCall<unknown, unknown>['at'],
): AdminCall<unknown, unknown> | AdminAnswer {
  const query = readQuery(operation.query, new URLSearchParams(request.url.split('?')[1] ?? ''))
  if (!query.ok) return refused(query)
  const bodyText = typeof request.body === 'string' ? request.body : ''
  if (operation.body === null && bodyText !== '')
    return problem('bad_request', `${operation.method} ${operation.path} takes no body.`)
  const body = operation.body === null ? { ok: true as const, value: null } : readBody(operation.body, bodyText)
  if (!body.ok) return refused(body)
  const params = request.params as Readonly<Record<string, string>>
  return {
    ...deps,
    at,
    query: query.value,
    body: body.value,
    bodyText,
    param: (name) => params[name] ?? '',
    address: addressOf(request),
    header: (name) => headerOf(request, name),
  }
}

function refused({
  malformed,
  faults,
}: {
  readonly malformed: boolean
  readonly faults: readonly FieldFault[]
}): AdminAnswer {
  return malformed
    ? problem('bad_request', `The body is not JSON that can be read without doubt: ${faults[0]?.message ?? ''}.`)
    : invalid(...faults)
}

function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

/** Answers hold credentials, spend and policies: no cache may keep them, no page may be framed or guess their type. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

function send(reply: FastifyReply, { operation }: Route, answer: AdminAnswer): FastifyReply {
  if (answer.kind === 'problem') return sendProblem(reply, answer.problem)
  reply.code(operation.answer.status).headers({ ...HEADERS, ...answer.headers })
  if (answer.kind === 'raw') return reply.type(answer.type).send(answer.body)
  return reply.type('application/json').send(jsonBytes(answer.body))
}

export function sendProblem(reply: FastifyReply, facts: ProblemFacts): FastifyReply {
  const { status } = ADMIN_CODES[facts.code]
  reply.code(status).headers(HEADERS)
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="keybrake"')
  if (typeof facts.more?.retry_after_s === 'number') reply.header('retry-after', String(facts.more.retry_after_s))
  if (facts.code === 'method_not_allowed' && Array.isArray(facts.more?.allow))
    reply.header('allow', facts.more.allow.join(', '))
  return reply.type(PROBLEM_TYPE).send(jsonBytes(wireProblem(facts)))
}

/** Bytes, because the framework would add a charset to text, which JSON types do not have. */
const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8')
