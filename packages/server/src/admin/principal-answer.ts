import type { Principal } from '@keybrake/ledger'
import { wirePrincipal } from '@keybrake/contract'

export const principalAnswer = (principal: Principal) =>
  wirePrincipal({
    ...principal,
    ceilings: principal.ceilings === null ? null : (JSON.parse(principal.ceilings) as Record<string, unknown>),
  })
