/** What must hold of every story: by the ledger's own answers, the vendor's record and the rules, each from its own source. */
import { microUsd, spendLine } from '../../support/with-sandbox.ts'
import type { Json } from '../../support/admin.ts'
import type { Purse } from './purse.ts'
import type { Stage } from './stage.ts'
import type { Pool, Tale } from './tale.ts'

/** An outcome joins the next commit, and nobody waits for it. */
const OUTCOME_MS_MAX = 5_000

interface Line {
  readonly spent: bigint
  readonly held: bigint
}

/** While some calls are of unknown fate: what was moved is counted, and never more was moved than the cap. */
export async function wrongWhileUnknown<Move>(stage: Stage, tale: Tale<Move>): Promise<readonly string[]> {
  const lines = await linesOf(stage, tale)
  return tale.purses.flatMap((purse) => {
    const line = lineOf(lines, purse)
    return [...beyondCap(purse, line, tale.story.bold), ...uncounted(purse, line)]
  })
}

/** When all is known: nothing is held, and the ledger counts what the rules count, to the micro-USD. */
export async function wrongAtTheEnd<Move>(stage: Stage, tale: Tale<Move>): Promise<readonly string[]> {
  return untilRight(async () => {
    const lines = await linesOf(stage, tale)
    return tale.purses.flatMap((purse) => {
      const line = lineOf(lines, purse)
      const still = tale.story.bold || tale.hazy ? [] : otherwise(purse, line)
      return [...beyondCap(purse, line, tale.story.bold), ...uncounted(purse, line), ...held(purse, line), ...still]
    })
  })
}

export function wrongOfPool(stage: Stage, id: string, { purse, hazy }: Pool): Promise<readonly string[]> {
  return untilRight(async () => {
    const line = lineIn((await stage.admin('GET', `/vault/budgets/${id}`)).json, purse)
    return [
      ...beyondCap(purse, line, false),
      ...uncounted(purse, line),
      ...held(purse, line),
      ...(hazy ? [] : otherwise(purse, line)),
    ]
  })
}

async function untilRight(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const end = performance.now() + OUTCOME_MS_MAX
  for (let pauseMs = 2; ; pauseMs = Math.min(200, pauseMs * 2)) {
    const wrong = await look()
    if (wrong.length === 0 || performance.now() > end) return wrong
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

type Lines = readonly Json[]

const linesOf = async <Move>(stage: Stage, tale: Tale<Move>): Promise<Lines> =>
  (await Promise.all(tale.keys.map(({ id }) => stage.admin('GET', `/vault/keys/${id}`)))).map(({ json }) => json)

function lineOf(keys: Lines, purse: Purse): Line {
  const key = keys.find(({ budgets }) => (budgets as Lines).some(({ budget }) => budget === purse.budget))
  if (key === undefined) throw new Error(`no key shows ${purse.budget}`)
  return lineIn(key, purse)
}

function lineIn(answer: Json, { budget, window }: Purse): Line {
  const line = spendLine(answer, budget, window)
  return { spent: microUsd(line['spent_usd']), held: microUsd(line['held_usd']) }
}

/** @param bold what is counted may be too much there, flagged as overage */
function beyondCap({ budget, cap, highest }: Purse, { spent, held }: Line, bold: boolean): string[] {
  const wrong: string[] = []
  if (highest > cap) wrong.push(`${budget}: the vendor moved ${highest}, the cap is ${cap}`)
  if (!bold && spent + held > cap) wrong.push(`${budget}: ${spent} + ${held} counted, the cap is ${cap}`)
  return wrong
}

const uncounted = ({ budget, moved }: Purse, { spent, held }: Line): string[] =>
  spent + held < moved ? [`${budget}: the vendor moved ${moved}, only ${spent} + ${held} is counted`] : []

const held = ({ budget }: Purse, line: Line): string[] =>
  line.held === 0n ? [] : [`${budget}: ${line.held} is still held although all is known`]

const otherwise = ({ budget, counted }: Purse, { spent }: Line): string[] =>
  spent === counted ? [] : [`${budget}: ${spent} is settled, by the rules it is ${counted}`]
