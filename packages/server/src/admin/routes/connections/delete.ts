import { connections } from '@keybrake/contract'
import { isProblem, json, notFound, problem } from '../../answer.ts'
import { route } from '../../route.ts'
import { findConnectionRecord } from './find.ts'

export const deleteConnection = route(connections.deleteConnection, async (call, { actor }) => {
  const { parts } = call
  const record = await findConnectionRecord(call)
  if (isProblem(record)) return record
  const { status } = await parts.store.registry.deleteConnection(actor, record.name)
  await parts.connections.refresh(record.name)
  parts.keyHints.forgetAll()
  if (status === 'not_found') return notFound('connection of this name')
  if (status === 'in_use') return problem('in_use', 'A hold of this connection is open. Wait for it, or resolve it.')
  return json({ id: record.name, deleted: true })
})
