import { readJson, writeJson } from '@keybrake/core'

/** The ceilings of a request body that was read before, exactly as they were written: that is how they are stored. */
export function encodeCeilings(bodyText: string): string {
  const body = readJson(bodyText)
  const ceilings = body.ok && body.value instanceof Map ? body.value.get('ceilings') : undefined
  if (ceilings === undefined) throw new Error('the body has no ceilings')
  return writeJson(ceilings)
}
