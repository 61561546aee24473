import type { Noun } from '../../verb.ts'
import { issueKey } from './issue.ts'
import { listKeys } from './list.ts'
import { revokeKeys } from './revoke.ts'
import { showKey } from './show.ts'
import { updateKey } from './update.ts'

export const keys: Noun = {
  name: 'keys',
  summary: 'Vault keys: what agents hold in place of the vendor’s secret',
  verbs: [issueKey, listKeys, showKey, updateKey, revokeKeys],
}
