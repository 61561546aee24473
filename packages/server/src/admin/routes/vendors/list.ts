import { system, wireVendor } from '@keybrake/contract'
import { json, wrongCursor } from '../../answer.ts'
import { pageInOrder } from '../../page-by-name.ts'
import { route } from '../../route.ts'

export const listVendors = route(system.listVendors, ({ parts, query }) => {
  const page = pageInOrder([...parts.adapters.values()], ({ vendor }) => vendor, query)
  return page === null ? wrongCursor() : json({ data: page.data.map(wireVendor), next_cursor: page.nextCursor })
})
