/** Tells a story: issues its keys, makes its calls with all that goes wrong, and ends what is left of unknown fate. */
import type { Json } from '../../support/admin.ts'
import type { Feed } from './feed.ts'
import { attempts } from './attempt.ts'
import { Purse } from './purse.ts'
import type { Stage } from './stage.ts'
import type { Step } from './story.ts'
import type { Made, Tale } from './tale.ts'
import { usd } from './wire.ts'
import type { World } from './world.ts'

export interface Play<Move> {
  readonly stage: Stage
  readonly world: World<Move>
  readonly feed: Feed
}

const ATTEMPTS_AT_LAST = 4

export async function issueKeys<Move>({ stage, world }: Play<Move>, tale: Tale<Move>): Promise<void> {
  const { cap, keys, shares } = tale.story
  const run = `story-${tale.number}`
  const microUsd = BigInt(cap.microUsd)
  const shared = shares === 'run' ? [new Purse(`run:${run}`, cap.window, microUsd)] : []
  for (let index = 0; index < keys; index++) {
    const { json } = await stage.admin(
      'POST',
      '/vault/keys',
      {
        connection: world.vendor,
        allowed_endpoints: ['*'],
        expires_in: '2h',
        [cap.field]: usd(microUsd),
        ...(shares === 'run' ? { run } : {}),
        ...(tale.share === null ? {} : { budgets: [tale.share.budget] }),
        ...world.keyFields,
      },
      201,
    )
    const own = new Purse(`key:${String(json['id'])}`, cap.window, microUsd)
    const purses = [own, ...shared, ...(tale.share === null ? [] : [tale.share])]
    tale.keys.push({ id: String(json['id']), bearer: String(json['vault_key']), purses })
    tale.purses.push(own)
  }
  tale.purses.push(...shared)
}

export async function makeCalls<Move>(play: Play<Move>, tale: Tale<Move>): Promise<void> {
  for (const [index, step] of tale.story.steps.entries()) {
    const made = begin(play, tale, step, index)
    if (made === null) continue
    await attempts(play, tale, made, step.patience, step.mishaps)
    ended(play, tale, made)
  }
}

/**
 * A repeat with the same key where the caller has one, else the operator's word on what the vendor's record says.
 *
 * @param look is waited for after each, while others are still of unknown fate
 */
export async function endDoubts<Move>(play: Play<Move>, tale: Tale<Move>, look: () => Promise<void>): Promise<void> {
  const lost = tale.made.filter((made) => made.lost && !made.ask.free)
  for (const made of lost) {
    if (made.step.ending === 'retry' && made.idempotencyKey !== null)
      await attempts(play, tale, made, ATTEMPTS_AT_LAST, [])
    if (made.lost) await resolve(play, tale, made)
    ended(play, tale, made)
    if (made !== lost.at(-1)) await look()
  }
  tale.acting = null
}

function begin<Move>({ world }: Play<Move>, tale: Tale<Move>, step: Step<Move>, index: number): Made<Move> | null {
  const mark = `s${tale.number}x${index}z`
  const ask = world.ask(step.move, tale, mark)
  const key = tale.keys[step.key % tale.keys.length]
  if (ask === null || key === undefined) return null
  const made: Made<Move> = {
    step,
    ask,
    key,
    idempotencyKey: step.named && ask.method !== 'GET' ? mark : null,
    executed: null,
    total: 0n,
    known: null,
    answer: null,
    lost: false,
    callId: null,
    left: false,
    doubted: false,
    resolved: false,
  }
  tale.made.push(made)
  return made
}

function ended<Move>({ world }: Play<Move>, tale: Tale<Move>, made: Made<Move>): void {
  tale.doubt(made)
  if (made.lost) {
    made.doubted = true
    return
  }
  if (made.left && made.answer === null) tale.hazy = true
  if (made.answer !== null) world.learn(made, made.answer.json, tale)
  const effect = world.effect(made)
  if (effect !== null) tale.count(made, effect)
}

/** What the oracle says of it. On what was there before, the hold is the difference, and that is what the call raised it by. */
async function resolve<Move>({ stage, world, feed }: Play<Move>, tale: Tale<Move>, made: Made<Move>): Promise<void> {
  feed.read()
  made.known = 'late'
  const effect = made.executed === null ? null : world.effect(made)
  const cost = made.ask.object === null && effect?.how !== 'gone' ? effect?.total : undefined
  const word: Json = {
    executed: made.executed !== null,
    ...(cost === undefined ? {} : { cost_usd: usd(cost) }),
    reason: 'the vendor’s record',
  }
  const path = `/vault/audit/${made.callId}/resolve`
  const answer = await stage.wire.send({ method: 'POST', path, bearer: stage.adminKey, json: word })
  tale.log.push(
    `  resolve ${JSON.stringify(word)}: ${answer.status} ${String(answer.json['code'] ?? answer.json['state'])}`,
  )
  // Of two attempts at once, or after one whose caller left, the proxy may know more than this caller.
  const mayBeKnown = (made.step.twin || made.left) && answer.json['code'] === 'already_closed'
  if (answer.status !== 200 && !mayBeKnown)
    tale.wrongs.push(`resolve ${path}: ${answer.status} ${JSON.stringify(answer.json)}`)
  made.lost = false
  made.resolved = true
}
