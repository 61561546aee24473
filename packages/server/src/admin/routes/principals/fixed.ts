import { ADMIN_PRINCIPAL } from '../../../start/admin-principal.ts'
import { type Problem, problem } from '../../answer.ts'

/** The configuration's own principal: changing it here would last until the next start. */
export const whyFixed = (id: string): Problem | null =>
  id === ADMIN_PRINCIPAL
    ? problem(
        'fixed_principal',
        `The principal ${ADMIN_PRINCIPAL} has the credential KEYBRAKE_ADMIN_KEY (or the one in the data folder); set another there.`,
      )
    : null
