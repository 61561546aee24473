/** The paths that an endpoint reads its request and its answer by. */
import type { Path } from './path.ts'
import type { CostPart } from './schema/cost-schema.ts'
import type { Definition } from './schema/definition-schema.ts'
import type { Endpoint } from './schema/endpoint-schema.ts'
import { parsePath } from './path.ts'

/** Of the request: whatever decides what a call costs, or whether that can be known. */
export function requestPaths({ tables }: Definition, { cost, only, same }: Endpoint): readonly Path[] {
  const parts = cost.kind === 'sum' ? cost.parts : []
  const conditions = only.flatMap(({ field, absent }) => [...(field === null ? [] : [field]), ...(absent ?? [])])
  const keys = [...tables.values()].flatMap(({ by }) => by.flatMap(({ field }) => field))
  return distinct([...parts.flatMap(partPaths), ...conditions, ...keys, ...(same?.values() ?? [])])
}

/** Of the answer: its cost, what it repeats, its id, and whether it is a failure. */
export function answerPaths({ errors }: Definition, { settle, same, object }: Endpoint): readonly Path[] {
  const repeated = [...(same?.keys() ?? [])].flatMap((text) => parsePath(text) ?? [])
  return distinct([...(settle ?? []).flatMap(partPaths), ...repeated, ...object, ...errors.marks])
}

function partPaths(part: CostPart): readonly Path[] {
  const inside = [
    ...(part.amount ?? []),
    ...(part.currency.kind === 'found' ? (part.currency.field ?? []) : []),
    ...(part.when_present ?? []),
    ...(part.when_absent ?? []),
    ...part.times.flatMap((factor) =>
      factor.kind === 'counted'
        ? [factor.field, factor.less, factor.count, factor.addresses, factor.length].flatMap((paths) => paths ?? [])
        : [],
    ),
  ]
  const { each } = part
  return each === null ? inside : inside.map((path) => joined(each, path))
}

/** A path that begins at each element of another. */
const joined = (each: Path, { text, steps }: Path): Path => ({
  text: `${each.text}.${text}`,
  steps: [...each.steps, ...steps],
})

const distinct = (paths: readonly Path[]): readonly Path[] => [
  ...new Map(paths.map((path) => [path.text, path])).values(),
]
