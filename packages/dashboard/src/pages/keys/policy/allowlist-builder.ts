/**
 * The allowlist builder: operations to tick, kept as the entries that are sent. Ticking never makes an entry wider than
 * what was ticked: a family (`charges.*`) also lets through what a later version knows, so it is only written when asked for.
 */
import { covered, groupOf, movesMoney, type VendorOperation } from './vendor-operation.ts'

export interface OperationGroup {
  readonly name: string
  readonly operations: readonly VendorOperation[]
  readonly moneyMoving: number
}

/** Groups by resource, in the vendor's order; those that move money first where told. */
export function groupsOf(operations: readonly VendorOperation[]): readonly OperationGroup[] {
  const groups = Map.groupBy(
    operations.filter(({ closed }) => !closed),
    ({ operation }) => groupOf(operation),
  )
  return [...groups].map(([name, members]) => ({
    name,
    operations: members,
    moneyMoving: members.filter(movesMoney).length,
  }))
}

/** Groups and operations whose name or endpoint has every word of the text. */
export function matching(groups: readonly OperationGroup[], text: string): readonly OperationGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return groups
  const has = (one: VendorOperation) => {
    const haystack = `${one.operation} ${one.endpoint} ${one.money_class ?? ''}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  }
  return groups.flatMap((group) => {
    const operations = group.operations.filter(has)
    return operations.length === 0 ? [] : [{ ...group, operations, moneyMoving: operations.filter(movesMoney).length }]
  })
}

/** The names that the entries let through; none where an entry cannot be read. */
export function tickedBy(entries: readonly string[], operations: readonly VendorOperation[]): ReadonlySet<string> {
  const coverage = entries.length === 0 ? null : covered(entries, operations)
  return new Set(coverage?.ok === true ? coverage.operations.map(({ operation }) => operation) : [])
}

/** Ticks the operations (or takes the tick away where all have one). Wider entries that stood for them are spelled out. */
export function toggle(
  entries: readonly string[],
  chosen: readonly VendorOperation[],
  operations: readonly VendorOperation[],
): readonly string[] {
  const ticked = tickedBy(entries, operations)
  const missing = chosen.filter(({ operation }) => !ticked.has(operation))
  if (missing.length > 0) return [...entries, ...missing.map(({ operation }) => operation)]
  return without(entries, new Set(chosen.map(({ operation }) => operation)), operations)
}

function without(
  entries: readonly string[],
  gone: ReadonlySet<string>,
  operations: readonly VendorOperation[],
): readonly string[] {
  const kept = entries.flatMap((entry) => {
    const lets = [...tickedBy([entry], operations)]
    return lets.some((name) => gone.has(name)) ? lets.filter((name) => !gone.has(name)) : [entry]
  })
  return [...new Set(kept)]
}

/** Text of one entry a line ⇄ entries. Blank lines are nothing; the order stays. */
export const entriesOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]
