import { system } from '@keybrake/contract'
import { json, problem } from '../../answer.ts'
import { openRoute } from '../../route.ts'

export const healthz = openRoute(system.healthz, ({ parts }) => json({ status: 'ok', version: parts.version }))

export const readyz = openRoute(system.readyz, async ({ parts }) => {
  if (parts.stopping()) return problem('ledger_unavailable', 'The process is stopping.')
  const waiting = parts.unrecordedOutcomes()
  if (waiting > 0) return problem('ledger_unavailable', `The ends of ${waiting} calls could not be recorded yet.`)
  try {
    await parts.store.ready()
  } catch (error) {
    parts.log.error({ err: error }, 'the ledger cannot commit')
    return problem('ledger_unavailable', 'The ledger cannot commit.')
  }
  return json({ status: 'ready', version: parts.version, warnings: parts.rollbackWarnings() })
})
