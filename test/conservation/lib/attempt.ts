/** One call through all of its attempts: what is ordered to go wrong, what is sent, what came back. */
import type { Play } from './play.ts'
import { judge, wasSent } from './judge.ts'
import type { Mishap } from './story.ts'
import type { Made, Tale } from './tale.ts'
import type { Heard } from './wire.ts'

/** A caller that hung up, or met its own first attempt, comes back until there is an answer. */
const RETURNS_MAX = 200
const RETURN_MS = 15

export async function attempts<Move>(
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
  if (mishap !== null && heard.some(wasSent)) tale.faults++
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
