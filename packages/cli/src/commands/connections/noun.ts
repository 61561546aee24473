import type { Noun } from '../../verb.ts'
import { createConnection } from './create.ts'
import { deleteConnection } from './delete.ts'
import { listConnections } from './list.ts'
import { showConnection } from './show.ts'
import { updateConnection } from './update.ts'

export const connections: Noun = {
  name: 'connections',
  summary: 'Accounts at vendors: the real secrets, their addresses and caps',
  verbs: [listConnections, showConnection, createConnection, updateConnection, deleteConnection],
}
