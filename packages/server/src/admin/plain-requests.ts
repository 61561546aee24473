/**
 * Keys are issued by the thousand, and what the framework takes to read one such request and write its answer is as much as
 * all the rest. A plain request for a key, as the fast lane has read it, is answered here by the same route: what it says is
 * judged by `answerMessage`, like what the framework reads. Any other request is left to the framework.
 */
import { decodeUtf8 } from '@keybrake/core'
import type { Reply } from '../call/incoming.ts'
import type { PlainCall } from '../http/fast/connection.ts'
import { answerMessage, type AnswerParts } from './answer-message.ts'
import { faultOf } from './fault.ts'
import type { AdminMessage } from './message.ts'
import type { Route } from './route.ts'
import { issueKey, issueKeyV1 } from './routes/keys/issue.ts'
import type { UnderWay } from './under-way.ts'
import { problemAnswer, type WireAnswer, wireAnswer } from './wire-answer.ts'

/** Their answers are JSON, never a stream. */
const ROUTES: ReadonlyMap<string, Route> = new Map(
  [issueKey, issueKeyV1].map((route) => [`${route.operation.method} ${route.operation.path}`, route]),
)
const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i

/** False where the request is for the framework: nothing was done with it. */
export function takePlain(
  deps: AnswerParts,
  underWay: UnderWay,
  { head, body, clientAddress, reply }: PlainCall,
): boolean {
  const route = ROUTES.get(`${head.method} ${head.target}`)
  if (route === undefined || !JSON_TYPE.test(head.headers.get('content-type') ?? '')) return false
  const bodyText = textOf(body.read())
  if (bodyText === null) return false
  const message: AdminMessage = {
    target: head.target,
    header: (name) => head.headers.get(name) ?? null,
    address: clientAddress === '' ? null : clientAddress,
    bodyText,
    param: () => '',
  }
  underWay.begin()
  reply.onClose(() => underWay.end())
  void answer(deps, route, message, reply)
  return true
}

async function answer(deps: AnswerParts, route: Route, message: AdminMessage, reply: Reply): Promise<void> {
  try {
    send(reply, await wireAnswerTo(deps, route, message))
  } catch (error) {
    deps.parts.log.error({ err: error }, 'an admin call could not be answered')
    reply.abort()
  }
}

async function wireAnswerTo(deps: AnswerParts, route: Route, message: AdminMessage): Promise<WireAnswer> {
  try {
    return wireAnswer(route, await answerMessage(deps, route, message))
  } catch (error) {
    return problemAnswer(await faultOf(deps.parts, error as Error))
  }
}

/** Null where there is none, or it broke off, or is no UTF-8. */
function textOf(read: ReturnType<PlainCall['body']['read']>): string | null {
  if (!('kind' in read) || read.kind !== 'read' || read.bytes.length === 0) return null
  const { bytes } = read
  if (typeof bytes !== 'string') return decodeUtf8(bytes)
  return ASCII.test(bytes) ? bytes : decodeUtf8(Buffer.from(bytes, 'latin1'))
}

const ASCII = /^[\x00-\x7f]*$/

function send(reply: Reply, { status, headers, body }: WireAnswer): void {
  if (typeof body !== 'string') throw new Error('a plain request is answered with text')
  reply.send(status, Object.entries(headers), body)
}
