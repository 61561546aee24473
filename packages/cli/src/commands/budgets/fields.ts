import type { ChangeBudget } from '@keybrake/client'
import { usage } from '../../fault.ts'
import { CAPS, DAY_RULE } from '../../fields/caps.ts'
import { changeable, optionsOf, readFields } from '../../fields/fields.ts'
import type { Given } from '../../given.ts'

const FIELDS = changeable([...CAPS, ...DAY_RULE])

export const BUDGET_OPTIONS = optionsOf(FIELDS)

export function changeOf(given: Given): ChangeBudget {
  const change: ChangeBudget = readFields(given, FIELDS, true)
  if (Object.keys(change).length === 0) throw usage('no cap is named', 'give --daily, --monthly, --hourly or --total')
  return change
}
