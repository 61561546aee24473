import { system } from '@keybrake/contract'
import { raw } from '../../answer.ts'
import { openRoute } from '../../route.ts'

export const metrics = openRoute(system.metrics, async ({ parts }) =>
  raw(parts.metrics.contentType, await parts.metrics.text()),
)
