/** Tells a story: issues its keys, makes its calls with all that goes wrong, and ends what is left of unknown fate. */
import type { Json } from '../../support/admin.ts'
import type { Feed } from './feed.ts'
import { judge } from './judge.ts'
import { Purse } from './purse.ts'
import type { Stage } from './stage.ts'
import type { Mishap, Step } from './story.ts'
import type { Made, Tale } from './tale.ts'
import type { Heard } from './wire.ts'
import type { World } from './world.ts'

export interface Play<Move> {
  readonly stage: Stage
  readonly world: World<Move>
  readonly feed: Feed
}

const ATTEMPTS_AT_LAST = 4
/** A caller that hung up, or met its own first attempt, comes back until there is an answer. */
const RETURNS_MAX = 200
const RETURN_MS = 15

export async function issueKeys<Move>({ stage, world }: Play<Move>, tale: Tale<Move>): Promise<void> {
  const { cap, keys, shares } = tale.story
  const run = `story-${tale.number}`
  const microUsd = BigInt(Math.round(cap.usd * 1e6))
  const shared = shares === 'run' ? [new Purse(`run:${run}`, cap.window, microUsd)] : []
  for (let index = 0; index < keys; index++) {
    const { json } = await stage.admin(
      'POST',
      '/vault/keys',
      {
        connection: world.vendor,
        allowed_endpoints: ['*'],
        expires_in: '2h',
        [cap.field]: cap.usd,
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

/** A repeat with the same key where the caller has one, else the operator's word on what the vendor's record says. */
export async function endDoubts<Move>(play: Play<Move>, tale: Tale<Move>): Promise<boolean> {
  const lost = tale.made.filter((made) => made.lost && !made.ask.free)
  for (const made of lost) {
    if (made.step.ending === 'retry' && made.idempotencyKey !== null)
      await attempts(play, tale, made, ATTEMPTS_AT_LAST, [])
    if (made.lost) await resolve(play, tale, made)
    ended(play, tale, made)
  }
  tale.acting = null
  return lost.length > 0
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

async function attempts<Move>(
  play: Play<Move>,
  tale: Tale<Move>,
  made: Made<Move>,
  patience: number,
  mishaps: readonly (Mishap | null)[],
): Promise<void> {
  let tried = 0
  for (let returns = 0; returns < RETURNS_MAX; returns++) {
    const verdict = await attempt(play, tale, made, mishaps[tried] ?? null)
    if (verdict === 'return') {
      // What went wrong with the attempt that the caller left stays with it.
      if (mishaps[tried] !== undefined) tried++
      await new Promise((resolve) => setTimeout(resolve, RETURN_MS))
      continue
    }
    if (verdict === 'final' || made.idempotencyKey === null || ++tried >= patience) return
  }
  tale.wrongs.push(`no end of it: ${made.ask.path}`)
}

async function attempt<Move>(
  play: Play<Move>,
  tale: Tale<Move>,
  made: Made<Move>,
  mishap: Mishap | null,
): Promise<'final' | 'again' | 'return'> {
  const { stage, world, feed } = play
  const { ask } = made
  feed.read()
  tale.acting = made
  if (leavesAfterMs(made, mishap) !== undefined) made.left = made.executed === null
  const callOff =
    mishap === null
      ? null
      : stage.sandbox.order({
          vendor: world.vendor,
          kind: mishap.kind,
          match: { method: ask.method, ...ask.mark },
          ...(mishap.status === undefined ? {} : { status: mishap.status }),
          ...(mishap.ms === undefined ? {} : { ms: mishap.ms }),
        })
  const isTwin = made.step.twin && made.idempotencyKey !== null && made.callId === null
  const heard = await Promise.all(
    isTwin ? [send(play, made, mishap), send(play, made, mishap)] : [send(play, made, mishap)],
  )
  callOff?.()
  feed.read()
  const verdicts = heard.map((one) => {
    const verdict = judge(world, tale, made, mishap, one)
    tale.log.push(line(made, mishap, one, verdict))
    return verdict
  })
  for (const verdict of ['return', 'again'] as const)
    if (verdicts.includes(verdict) && made.known === null) return verdict
  return 'final'
}

/** A caller hangs up only where it can come back. */
const leavesAfterMs = <Move>({ idempotencyKey }: Made<Move>, mishap: Mishap | null): number | undefined =>
  idempotencyKey === null ? undefined : mishap?.leavesAfterMs

function send<Move>({ stage, world }: Play<Move>, made: Made<Move>, mishap: Mishap | null) {
  const { ask, key, idempotencyKey } = made
  const { method, path, form, json, headers } = ask
  return stage.wire.send({
    method,
    path: `/${world.vendor}${path}`,
    bearer: key.bearer,
    form,
    json,
    headers: idempotencyKey === null ? headers : { ...headers, 'idempotency-key': idempotencyKey },
    leavesAfterMs: leavesAfterMs(made, mishap),
  })
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
  if (answer.status !== 200 && answer.json['code'] !== 'already_closed')
    tale.wrongs.push(`resolve ${path}: ${answer.status} ${JSON.stringify(answer.json)}`)
  made.lost = false
  made.resolved = true
}

/** Exactly, as decimal text. */
const usd = (microUsd: bigint): string => `${microUsd / 1_000_000n}.${String(microUsd % 1_000_000n).padStart(6, '0')}`

function line<Move>(made: Made<Move>, mishap: Mishap | null, heard: Heard, verdict: string): string {
  const { ask, key, idempotencyKey, executed } = made
  const sent = JSON.stringify(ask.form ?? ask.json ?? {})
  const said =
    heard.header('keybrake-code') === 'cost_unknown'
      ? JSON.stringify(heard.json['message'])
      : (heard.header('keybrake-code') ?? JSON.stringify(heard.json['status'] ?? heard.json['error'] ?? ''))
  const did = executed === null ? 'not executed' : `executed ${executed.id} ${executed.added} → ${made.total}`
  return `  ${key.id} ${ask.method} ${ask.path} ${sent} key=${idempotencyKey} fault=${JSON.stringify(mishap)}: ${heard.status} ${said} (${verdict}), ${did}`
}
