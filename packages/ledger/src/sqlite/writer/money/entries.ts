/** The texts of the entries of calls. They are made on every call, so facts go in as the text they came as. */
import type { Instant } from '@keybrake/core'
import { decimal } from '../decimal.ts'
import type { Budget } from '../records/budget.ts'
import { amountsText, type Draw } from '../records/draw.ts'
import type { Unit } from '../unit.ts'

const quoted = (text: string | null): string => (text === null ? 'null' : JSON.stringify(text))

/** Facts as one JSON object on one line. A raw line break in JSON text is only ever white space. */
const oneLine = (facts: string): string =>
  facts === '' ? '{}' : facts.includes('\n') ? facts.replaceAll('\n', ' ') : facts

export function drawsText(draws: readonly Draw[]): string {
  let text = '['
  for (const { budgetId, amounts } of draws) {
    if (text !== '[') text += ','
    text += `[${JSON.stringify(budgetId)},${amountsText(amounts)}]`
  }
  return `${text}]`
}

/** Every capped window of every budget; where a budget has no cap, its total. */
export function linesText(budgets: readonly Budget[], at: Instant): string {
  let text = ''
  for (const budget of budgets) text += `${text === '' ? '[' : ','}${budget.texts.lines(budget, at)}`
  return text === '' ? '[]' : `${text}]`
}

export interface AdmitFacts {
  readonly id: string
  readonly at: Instant
  readonly keyId: string
  readonly state: 'held' | 'free'
  readonly reserved: bigint
  readonly replayOf: string | null
  readonly observed: string | null
  readonly draws: readonly Draw[]
  readonly budgets: readonly Budget[]
  readonly facts: string
}

export function recordAdmit(unit: Unit, entry: AdmitFacts): void {
  const { id, at, keyId, state, reserved, replayOf, observed, draws, budgets, facts } = entry
  const head = `{"k":"admit","id":${quoted(id)},"t":${at},"key":${quoted(keyId)},"state":"${state}","reserved":"${decimal(reserved)}"`
  const links = `"replay_of":${quoted(replayOf)},"observed":${quoted(observed)}`
  unit.recordText(
    `${head},${links},"draws":${drawsText(draws)},"lines":${linesText(budgets, at)},"f":${oneLine(facts)}}`,
  )
}

export interface OutcomeFacts {
  readonly kind: 'outcome' | 'resolution' | 'adjustment' | 'inquiry'
  readonly id: string
  readonly at: Instant
  readonly state: string
  readonly counted: bigint
  readonly overage: bigint
  readonly draws: readonly Draw[]
  readonly budgets: readonly Budget[]
  readonly facts: string
}

export function recordOutcome(unit: Unit, entry: OutcomeFacts): void {
  const { kind, id, at, state, counted, overage, draws, budgets, facts } = entry
  const head = `{"k":"${kind}","id":${quoted(id)},"t":${at},"state":"${state}","counted":"${decimal(counted)}","overage":"${decimal(overage)}"`
  unit.recordText(`${head},"draws":${drawsText(draws)},"lines":${linesText(budgets, at)},"f":${oneLine(facts)}}`)
}

export function recordRefuse(
  unit: Unit,
  entry: Pick<OutcomeFacts, 'id' | 'at' | 'budgets' | 'facts'> & { readonly keyId: string; readonly code: string },
): void {
  const { id, at, keyId, code, budgets, facts } = entry
  const head = `{"k":"refuse","id":${quoted(id)},"t":${at},"key":${quoted(keyId)},"code":${quoted(code)}`
  unit.recordText(`${head},"lines":${linesText(budgets, at)},"f":${oneLine(facts)}}`)
}
