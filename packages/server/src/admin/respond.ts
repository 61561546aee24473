/** Requests and answers of the admin API as the framework has them. */
import type { ProblemFacts } from '@keybrake/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerMessage, type AnswerParts } from './answer-message.ts'
import type { AdminMessage } from './message.ts'
import type { Route } from './route.ts'
import { problemAnswer, type WireAnswer, wireAnswer } from './wire-answer.ts'

export async function answerRoute(
  deps: AnswerParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return send(reply, wireAnswer(route, await answerMessage(deps, route, messageOf(request))))
}

export const sendProblem = (reply: FastifyReply, facts: ProblemFacts): FastifyReply => send(reply, problemAnswer(facts))

function messageOf(request: FastifyRequest): AdminMessage {
  const params = request.params as Readonly<Record<string, string>>
  return {
    target: request.url,
    header: (name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : null
    },
    address: request.socket.remoteAddress ?? null,
    bodyText: typeof request.body === 'string' ? request.body : '',
    param: (name) => params[name] ?? '',
  }
}

/** Text as bytes, because the framework would add a charset to it, which JSON types do not have. */
const send = (reply: FastifyReply, { status, headers, body }: WireAnswer): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' ? Buffer.from(body, 'utf8') : body)
