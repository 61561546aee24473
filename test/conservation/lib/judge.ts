/** What an answer tells a caller who knows the vendor’s rules: whether the call happened, or whether it must be asked again. */
import type { Mishap } from './story.ts'
import type { Made, Tale } from './tale.ts'
import { unwarranted } from './warranted.ts'
import type { Heard } from './wire.ts'
import type { World } from './world.ts'

/** `return`: later, without a new attempt at the vendor. */
export type Judgement = 'final' | 'again' | 'return'

/** Refusals of ours before anything is sent, which no repeat changes. */
const REFUSED = new Set(['cap_exhausted', 'cost_unknown', 'upstream_unreachable'])

export function judge<Move>(
  world: World<Move>,
  tale: Tale<Move>,
  made: Made<Move>,
  mishap: Mishap | null,
  heard: Heard,
): Judgement {
  const { status } = heard
  const code = heard.header('keybrake-code')
  if (status === 0 && mishap?.leavesAfterMs !== undefined) return 'return'
  if (code === 'idempotency_in_progress') return 'return'
  const callId = heard.header('keybrake-call-id')
  if (code === 'cap_exhausted') {
    const wrong = unwarranted(made.key, heard)
    if (wrong !== null) tale.wrongs.push(`${made.ask.path}: ${wrong}`)
  }
  if (code !== null && REFUSED.has(code)) return 'final'
  if (code === 'outcome_unknown') return lose(made, made.callId ?? callId)
  if (code === 'upstream_broken' || code === 'upstream_timeout') return lose(made, callId)
  if (code !== null || status === 0) {
    tale.wrongs.push(`${made.ask.path}: ${status} ${code} ${JSON.stringify(heard.json)}`)
    return 'final'
  }
  if (status >= 200 && status < 300) return isSpoiled(mishap, heard) ? lose(made, callId) : happened(made, heard)
  return refused(world, made, heard, callId)
}

/** Once it is known, no later attempt makes it unknown. */
function lose<Move>(made: Made<Move>, callId: string | null): Judgement {
  if (made.known !== null) return 'final'
  made.lost = true
  made.callId = callId
  return 'again'
}

/** What was ordered came with this answer, unless the proxy gave one that it had kept. */
const isSpoiled = (mishap: Mishap | null, heard: Heard): boolean =>
  (mishap?.kind === 'garbage_body' || mishap?.kind === 'mismatch') && heard.header('keybrake-replay-of') === null

/** The vendor had a part in the answer, or the caller left while it had. */
export const wasSent = (heard: Heard): boolean => {
  const code = heard.header('keybrake-code')
  return heard.header('keybrake-replay-of') === null && (code === null || code.startsWith('upstream_'))
}

const isReplay = (heard: Heard): boolean =>
  heard.header('idempotent-replayed') === 'true' || heard.header('keybrake-replay-of') !== null

function happened<Move>(made: Made<Move>, heard: Heard): Judgement {
  made.lost = false
  made.answer ??= { status: heard.status, json: heard.json }
  made.known = made.known === 'fresh' || !isReplay(heard) || made.left ? 'fresh' : 'late'
  return 'final'
}

function refused<Move>(world: World<Move>, made: Made<Move>, heard: Heard, callId: string | null): Judgement {
  const { status } = heard
  if (status >= 500 || status === 408 || status === 409 || status === 425) return lose(made, callId)
  if (status === 429) return made.lost ? lose(made, made.callId) : 'again'
  if (made.lost && !world.refusalEnds(status)) return lose(made, made.callId)
  made.lost = false
  made.known ??= isReplay(heard) && !made.left ? 'late' : 'fresh'
  made.answer ??= { status, json: heard.json }
  return 'final'
}
