import { audit } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { observeReport } from '../../observe-report.ts'
import { route } from '../../route.ts'

export const readObserve = route(audit.readObserve, async ({ parts, at }, { sees }) =>
  json(await observeReport(parts.store, sees, at)),
)
