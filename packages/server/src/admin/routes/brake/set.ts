import { operators, wireBrake } from '@keybrake/contract'
import { invalid, json } from '../../answer.ts'
import { unknownVendor } from '../../find-connection.ts'
import { route } from '../../route.ts'

export const setBrake = route(operators.setBrake, async ({ parts, body }, { actor }) => {
  if (body.vendor !== null && !parts.adapters.has(body.vendor))
    return invalid({ pointer: '/vendor', message: unknownVendor(parts, body.vendor) })
  const brakes = await parts.store.registry.setBrake(actor, body)
  await parts.brakes.refresh()
  return json(wireBrake(brakes, body.vendor))
})
