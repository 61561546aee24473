/** Tells many stories at once, looks at the books after each, and makes the first wrong one as short as it can. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyBooks } from '../../crash/books.ts'
import { figure, SEED, sized } from '../../support/figures.ts'
import { chanceFrom } from './chance.ts'
import { wrongAtTheEnd, wrongOfPool, wrongWhileUnknown } from './check.ts'
import { Feed } from './feed.ts'
import { endDoubts, issueKeys, makeCalls, type Play } from './play.ts'
import { Purse } from './purse.ts'
import { shrink } from './shrink.ts'
import { type Stage, startStage } from './stage.ts'
import { capOf, type Story, storyOf } from './story.ts'
import { Pool, Tale } from './tale.ts'
import { usd } from './wire.ts'
import type { World } from './world.ts'

/** Stories that are told at once and may share a budget, and how many such pools at once. */
const POOL = 12
const POOLS_AT_ONCE = 12
/** Stories whose first call is never answered; and numbers that no other story has. */
const HANGING = 6
const FIRST_HANGING = 800_000
const FIRST_RETOLD = 900_000

interface Tally {
  stories: number
  calls: number
  faults: number
  lost: number
  resolved: number
  exact: number
  refused: number
}

export function proveConservation<Move>(world: World<Move>, whole: number, reduced: number): void {
  const stories = sized(whole, reduced)
  test(`${world.vendor}: over ${stories} random sequences the ledger counts what the vendor moved, and never more than a cap`, async () => {
    await using cleanUp = new AsyncDisposableStack()
    const stage = await startStage()
    cleanUp.defer(() => stage.close())
    await stage.admin('PATCH', `/vault/connections/${world.vendor}`, { settings: world.settings })
    await world.prepare?.(stage)
    const play: Play<Move> = { stage, world, feed: new Feed(stage.sandbox, world.vendor, world.numberOf) }
    const tally: Tally = { stories: 0, calls: 0, faults: 0, lost: 0, resolved: 0, exact: 0, refused: 0 }
    let next = 0
    const teller = async (): Promise<void> => {
      while (next < stories) {
        const first = next
        next += POOL
        await tellPool(play, first, Math.min(POOL, stories - first), tally)
      }
    }
    await Promise.all([...Array.from({ length: POOLS_AT_ONCE }, teller), tellHanging(play, sized(HANGING, 0))])
    await allIsKnown(stage)
    report(play, tally)
    await verifyBooks(await stage.stop())
  })
}

/** A call that holds nothing would not show as money that is still held. */
async function allIsKnown({ admin }: Stage): Promise<void> {
  const { json } = await admin('GET', '/vault/audit?state=unknown&limit=10')
  assert.deepEqual(json['data'], [], 'calls whose end nobody learned')
}

const storyNumbered = <Move>(world: World<Move>, number: number): Story<Move> =>
  storyOf(chanceFrom(SEED * 1_000_003 + number), world)

async function tellPool<Move>(play: Play<Move>, first: number, count: number, tally: Tally): Promise<void> {
  const { stage, world } = play
  const chance = chanceFrom(SEED + first)
  const microUsd = BigInt(capOf(chance, world, 1 + chance.below(30)))
  const name = `pool-${first}`
  const { json } = await stage.admin('POST', '/vault/budgets', { name, total_usd_cap: usd(microUsd) }, 201)
  const pool = new Pool(new Purse(name, 'total', microUsd))
  const tales = Array.from(
    { length: count },
    (_, index) => new Tale(first + index, storyNumbered(world, first + index), world, pool),
  )
  await Promise.all(
    tales.map(async (tale) => {
      const wrong = await tell(play, tale)
      if (wrong.length > 0) await fail(play, tale, wrong, tally.stories)
      add(tally, tale)
    }),
  )
  for (const { share, hazy } of tales) {
    if (share === null) continue
    pool.counted(share)
    pool.hazy ||= hazy
  }
  const wrong = await wrongOfPool(stage, String(json['id']), pool)
  assert.deepEqual(
    wrong,
    [],
    `${name}, seed ${SEED}, after ${tally.stories} stories:\n${tales
      .filter(({ share }) => share !== null)
      .map(told)
      .join('\n')}`,
  )
}

/** Everything that is wrong with it, or nothing. */
async function tell<Move>(play: Play<Move>, tale: Tale<Move>): Promise<readonly string[]> {
  const { stage, feed, world } = play
  feed.begin(tale)
  await world.begin?.(stage, tale)
  feed.read()
  await issueKeys(play, tale)
  await makeCalls(play, tale)
  const hasDoubts = tale.made.some(({ lost, ask }) => lost && !ask.free)
  const meanwhile = hasDoubts ? [...(await wrongWhileUnknown(stage, tale))] : []
  await endDoubts(play, tale, async () => {
    // Elsewhere no two of them touch the same money.
    if (tale.story.bold) meanwhile.push(...(await wrongWhileUnknown(stage, tale)))
  })
  const wrong = [...tale.wrongs, ...meanwhile, ...(await wrongAtTheEnd(stage, tale))]
  feed.end(tale)
  return wrong
}

/** No call costs more of what calls typically cost: a number of Twilio's for a month is 20 of a message. */
const DEAREST = 100

/** A vendor that never answers, until the proxy’s own deadline: that takes more than a minute, beside all the others. */
async function tellHanging<Move>(play: Play<Move>, count: number): Promise<void> {
  const tellOne = async (_: unknown, index: number): Promise<void> => {
    const story = storyNumbered(play.world, index)
    const [first, ...steps] = story.steps
    if (first === undefined) throw new Error('a story without steps')
    const hangs = { ...first, named: true, twin: false, mishaps: [{ kind: 'hang' }], patience: 1 } as const
    const cap = { ...story.cap, microUsd: story.cap.microUsd + DEAREST * play.world.typical }
    const tale = new Tale(
      FIRST_HANGING + index,
      { ...story, cap, shares: 'run', steps: [hangs, ...steps] },
      play.world,
      null,
    )
    const wrong = await tell(play, tale)
    assert.deepEqual(wrong, [], told(tale))
    assert.match(tale.log[0] ?? '', /504 upstream_timeout/)
  }
  await Promise.all(Array.from({ length: count }, tellOne))
}

/** Stories told again have numbers of their own, and with them idempotency keys. */
let nextRetold = FIRST_RETOLD

async function fail<Move>(
  play: Play<Move>,
  tale: Tale<Move>,
  wrong: readonly string[],
  before: number,
): Promise<never> {
  const least = await shrink(tale.story, async (story) => {
    const again = new Tale(
      nextRetold++,
      { ...story, shares: story.shares === 'pool' ? 'nothing' : story.shares },
      play.world,
      null,
    )
    const found = await tell(play, again)
    return found.length === 0 ? null : `${found.join('\n')}\n${told(again)}`
  })
  const shortest = least === null ? 'alone it does not fail' : `the shortest that fails too:\n${least}`
  return assert.fail(
    `story ${tale.number} of seed ${SEED}, after ${before} that were well:\n${wrong.join('\n')}\n${told(tale)}\n${shortest}\n${logOf(play)}`,
  )
}

/** What the product wrote last: a fault inside it says no more elsewhere. */
const logOf = <Move>({ stage: { product } }: Play<Move>): string => (product.stdout() + product.stderr()).slice(-4_000)

const told = <Move>(tale: Tale<Move>): string =>
  [`story ${tale.number}: ${JSON.stringify({ ...tale.story, steps: tale.story.steps.length })}`, ...tale.log].join('\n')

function add<Move>(tally: Tally, tale: Tale<Move>): void {
  tally.stories++
  tally.calls += tale.log.length
  tally.faults += tale.faults
  tally.lost += tale.made.filter(({ doubted }) => doubted).length
  tally.resolved += tale.made.filter(({ resolved }) => resolved).length
  if (!tale.story.bold && !tale.hazy) tally.exact++
  tally.refused += tale.log.filter((line) => line.includes('cap_exhausted')).length
}

function report<Move>({ world, feed }: Play<Move>, tally: Tally): void {
  assert.ok(tally.lost > tally.stories / 10, 'many calls were of unknown fate for a while')
  assert.ok(tally.refused > tally.stories / 20, 'many calls met a cap')
  figure(`${world.vendor}: random sequences`, tally.stories)
  figure(
    '… calls, repeats included, and writes that the vendor executed',
    `${n(tally.calls)} and ${n(feed.executions)}`,
  )
  figure('… faults that the vendor answered with, and callers that hung up', tally.faults)
  figure('… of unknown fate for a while; ended by an operator', `${n(tally.lost)} and ${n(tally.resolved)}`)
  figure('… refused by a cap', tally.refused)
  figure('… sequences that ended with all known, settled to the micro-USD as the rules count', tally.exact)
}

const n = (value: number): string => value.toLocaleString('en-US')
