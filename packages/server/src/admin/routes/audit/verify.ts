import { audit } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { route } from '../../route.ts'

export const verifyAudit = route(audit.verifyAudit, async ({ verification }) => json(await verification.run()))
