import type { Noun } from '../../verb.ts'
import { createPrincipal } from './create.ts'
import { deletePrincipal } from './delete.ts'
import { listPrincipals } from './list.ts'
import { rotatePrincipal } from './rotate.ts'
import { showPrincipal } from './show.ts'

export const principals: Noun = {
  name: 'principals',
  summary: 'Who may call the admin API: operators, issuers within ceilings, auditors',
  verbs: [listPrincipals, showPrincipal, createPrincipal, rotatePrincipal, deletePrincipal],
}
