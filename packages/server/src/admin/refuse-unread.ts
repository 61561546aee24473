/** Refuses a request for the admin API whose head could not be read without doubt, or that found no room. */
import type { ProblemFacts } from '@keybrake/contract'
import type { Code } from '@keybrake/core'
import type { Reply } from '../call/incoming.ts'
import { problemAnswer } from './wire-answer.ts'

interface Fault {
  readonly code: Code
  readonly why: string
}

export function refuseUnreadAdmin(reply: Reply, fault: Fault): void {
  const { status, headers, body } = problemAnswer(factsOf(fault))
  reply.send(status, Object.entries(headers), String(body))
}

const factsOf = ({ code, why }: Fault): ProblemFacts =>
  code === 'overloaded'
    ? { code, detail: `The request found no room: ${why}. Nothing was changed; try again later.` }
    : { code: 'bad_request', detail: `The request was refused unread: ${why}. Nothing was changed.` }
