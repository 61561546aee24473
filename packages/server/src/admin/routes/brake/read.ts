import { operators, wireBrake } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { route } from '../../route.ts'

export const readBrake = route(operators.readBrake, async ({ parts }) =>
  json(wireBrake(await parts.store.registry.brake(), null)),
)
