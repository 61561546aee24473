import { system, wireVendor } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { route } from '../../route.ts'

export const listVendors = route(system.listVendors, ({ parts }) =>
  json({ data: [...parts.adapters.values()].map(wireVendor), next_cursor: null }),
)
