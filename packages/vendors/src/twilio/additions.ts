/** A phone call that states no time limit gets the connection's. No resource of Twilio's has room for the id of a call. */
import type { Field, ReadRequest } from '@keybrake/core'
import type { ConnectionFacts, Operation } from '../adapter.ts'
import { addedSeconds } from './rules/call-bound.ts'
import { twilioParameters } from './rules/rule.ts'

const CALLS = new Set(['calls.create', 'conferences.participants.create'])

export function additions(
  operation: Operation | null,
  request: ReadRequest,
  _firstCallId: string,
  connection: ConnectionFacts,
): readonly Field[] {
  if (operation === null || !CALLS.has(operation.name)) return []
  const seconds = addedSeconds(twilioParameters(request), connection.settings)
  return seconds === null ? [] : [['TimeLimit', String(seconds)]]
}
