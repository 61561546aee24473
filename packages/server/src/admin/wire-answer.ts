/** An answer as the wire has it. */
import type { Readable } from 'node:stream'
import { ADMIN_CODES, PROBLEM_TYPE, type ProblemFacts, wireProblem } from '@keybrake/contract'
import type { Answered } from './answer-message.ts'
import type { Route } from './route.ts'

export interface WireAnswer {
  readonly status: number
  /** Names in lower case, `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | Readable
}

/** Answers hold credentials, spend and policies: no cache may keep them, no page may be framed or guess their type. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }
const JSON_HEADERS = { ...HEADERS, 'content-type': 'application/json' }

export function wireAnswer({ operation }: Route, { answer, cookie }: Answered): WireAnswer {
  const wire = answer.kind === 'problem' ? problemAnswer(answer.problem) : givenAnswer(operation.answer.status, answer)
  // A route's own word on the cookie is the last one.
  return cookie === null ? wire : { ...wire, headers: { 'set-cookie': cookie, ...wire.headers } }
}

function givenAnswer(status: number, answer: Exclude<Answered['answer'], { kind: 'problem' }>): WireAnswer {
  if (answer.kind === 'raw')
    return { status, headers: { ...HEADERS, ...answer.headers, 'content-type': answer.type }, body: answer.body }
  const headers = answer.headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...answer.headers }
  return { status, headers, body: JSON.stringify(answer.body) }
}

export function problemAnswer(facts: ProblemFacts): WireAnswer {
  const { status } = ADMIN_CODES[facts.code]
  const headers: Record<string, string> = { ...HEADERS, 'content-type': PROBLEM_TYPE }
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="keybrake"'
  if (typeof facts.more?.retry_after_s === 'number') headers['retry-after'] = String(facts.more.retry_after_s)
  if (facts.code === 'method_not_allowed' && Array.isArray(facts.more?.allow))
    headers['allow'] = facts.more.allow.join(', ')
  return { status, headers, body: JSON.stringify(wireProblem(facts)) }
}
