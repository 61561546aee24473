/** From a request to its route's answer: who calls, what is asked, and the code that answers. */
import { type AnyOperation, type FieldFault, type Read, readBody, readQuery } from '@keybrake/contract'
import { type AdminAnswer, invalid, isProblem, problem } from './answer.ts'
import { authenticate } from './authenticate.ts'
import type { CredentialHints } from './credential-hints.ts'
import type { EventHub } from './events/hub.ts'
import type { AdminMessage } from './message.ts'
import type { AdminParts } from './parts.ts'
import type { AdminCall, Route } from './route.ts'
import type { Verification } from './verification.ts'

export interface AnswerParts {
  readonly parts: AdminParts
  readonly events: EventHub
  readonly verification: Verification
  readonly credentials: CredentialHints
}

export interface Answered {
  readonly answer: AdminAnswer
  /** `Set-Cookie` that keeps a session from becoming idle. */
  readonly cookie: string | null
}

const withoutCookie = (answer: AdminAnswer): Answered => ({ answer, cookie: null })

/** Rejects on a fault of ours, or of the ledger's. */
export async function answerMessage(deps: AnswerParts, route: Route, message: AdminMessage): Promise<Answered> {
  const { clock, dashboard } = deps.parts
  const at = clock.now()
  if (route.open) {
    const call = readCall(deps, route, message, at)
    return withoutCookie('kind' in call ? call : await route.handle(call, null))
  }
  // Who calls comes first: to a stranger, a right and a wrong body look the same.
  const presented = { header: message.header, address: message.address, at }
  const hints = route.provesCaller ? deps.credentials : null
  const caller = await authenticate(deps.parts, route.operation, presented, hints)
  if (isProblem(caller)) return withoutCookie(caller)
  const call = readCall(deps, route, message, at)
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

function readCall(
  deps: AnswerParts,
  { operation }: Route,
  message: AdminMessage,
  at: AdminCall<unknown, unknown>['at'],
): AdminCall<unknown, unknown> | AdminAnswer {
  const query = queryOf(operation, message.target)
  if (!query.ok) return refused(query)
  const { bodyText, param, address, header } = message
  if (operation.body === null && !EMPTY.test(bodyText))
    return problem('bad_request', `${operation.method} ${operation.path} takes no body.`)
  const body = operation.body === null ? NO_BODY : readBody(operation.body, bodyText)
  if (!body.ok) return refused(body)
  return { ...deps, at, query: query.value, body: body.value, bodyText, param, address, header }
}

/** Some clients send an object without members where there is nothing to send. */
const EMPTY = /^\s*(?:\{\s*\})?\s*$/

const NO_BODY = { ok: true as const, value: null }

/** What a call without a query reads as: always the same. */
const withoutQuery = new WeakMap<AnyOperation, Read<unknown>>()

function queryOf(operation: AnyOperation, target: string): Read<unknown> {
  if (target.includes('?')) return readQuery(operation.query, new URLSearchParams(target.split('?')[1]))
  const known = withoutQuery.get(operation)
  if (known !== undefined) return known
  const read = readQuery(operation.query, [])
  withoutQuery.set(operation, read)
  return read
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
