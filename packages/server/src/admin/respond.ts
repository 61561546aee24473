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
import type { EventHub } from './events/hub.ts'
import type { AdminParts } from './parts.ts'
import type { AdminCall, Route } from './route.ts'

export interface RespondParts {
  readonly parts: AdminParts
  readonly events: EventHub
}

export async function answerRoute(
  deps: RespondParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return send(reply, route, await answerOf(deps, route, request))
}

async function answerOf(deps: RespondParts, route: Route, request: FastifyRequest): Promise<AdminAnswer> {
  const at = deps.parts.clock.now()
  if (route.open) {
    const call = readCall(deps, route, request, at)
    return 'kind' in call ? call : route.handle(call, null)
  }
  // Who calls comes first: to a stranger, a right and a wrong body look the same.
  const caller = await authenticate(deps.parts, route.operation, {
    authorization: headerOf(request, 'authorization'),
    address: request.socket.remoteAddress ?? null,
    at,
  })
  if (isProblem(caller)) return caller
  const call = readCall(deps, route, request, at)
  return 'kind' in call ? call : route.handle(call, caller)
}

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
  if (facts.code === 'method_not_allowed' && Array.isArray(facts.more?.allow))
    reply.header('allow', facts.more.allow.join(', '))
  return reply.type(PROBLEM_TYPE).send(jsonBytes(wireProblem(facts)))
}

/** Bytes, because the framework would add a charset to text, which JSON types do not have. */
const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8')
