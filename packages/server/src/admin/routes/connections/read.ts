import { connections } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { connectionAnswer } from '../../connection-answer.ts'
import { connectionTag } from '../../etag.ts'
import { route } from '../../route.ts'
import { findConnectionRecord } from './find.ts'

export const readConnection = route(connections.readConnection, async (call) => {
  const record = await findConnectionRecord(call)
  if (isProblem(record)) return record
  return json(await connectionAnswer(call.parts, record, call.at), { etag: connectionTag(record) })
})
