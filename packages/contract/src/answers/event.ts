/** Server-sent events: a ledger entry as people watching live see it. Amounts become USD; everything else stays as recorded. */
import { type Code, CODES, usdNumber } from '@keybrake/core'
import { isForIssuers } from './budget-lines.ts'

type Plain = Readonly<Record<string, unknown>>

export type EventKind = 'call' | 'outcome' | 'refused' | 'admin'

/** Members of an entry that hold amounts, and their names on the wire. */
const AMOUNTS: Readonly<Record<string, string>> = {
  reserved: 'reserved_usd',
  counted: 'cost_usd',
  overage: 'overage_usd',
}

/**
 * @param entry the parsed entry, as the ledger recorded it
 * @param forIssuer without what an issuer may not see of its own event
 */
export function wireEvent(kind: EventKind, entry: Plain, forIssuer = false): Plain {
  const facts = (entry.f ?? {}) as Plain
  const subject = kind === 'admin' ? adminPart(entry, facts) : callPart(entry, facts, forIssuer)
  return { ...subject, time: new Date(entry.t as number).toISOString() }
}

const adminPart = (entry: Plain, facts: Plain): Plain => ({
  id: entry.id,
  action: entry.action,
  principal: entry.principal,
  subject: entry.subject,
  details: facts,
})

function callPart(entry: Plain, facts: Plain, forIssuer: boolean): Plain {
  const amounts = Object.entries(AMOUNTS).flatMap(([name, wireName]) =>
    typeof entry[name] === 'string' ? [[wireName, usdNumber(BigInt(entry[name]))]] : [],
  )
  const packed = Array.isArray(entry.lines) ? (entry.lines as readonly PackedLine[]) : []
  return {
    ...facts,
    call_id: entry.id,
    ...(entry.key === undefined ? {} : { key_id: entry.key }),
    ...(entry.k === 'more' ? { more_refusals: entry.n } : {}),
    ...(entry.state === undefined ? {} : { state: entry.state }),
    ...judgedPart(entry, facts),
    ...Object.fromEntries(amounts),
    budgets: packed.filter(([, kind, , cap]) => !forIssuer || isForIssuers({ kind, cap })).map(linePart),
  }
}

/** What a call’s row says of its judgement from the first; an outcome adds nothing to that. */
function judgedPart({ k, code, observed, replay_of }: Plain, facts: Plain): Plain {
  if (k === 'admit') return { decision: observed === null ? 'allowed' : 'observed', code: observed, replay_of }
  if (k !== 'refuse') return {}
  return { decision: 'refused', code, status: facts.status ?? statusOf(code, facts) }
}

function statusOf(code: unknown, { exhausted_status }: Plain): unknown {
  if (code === 'cap_exhausted' && exhausted_status !== undefined) return exhausted_status
  return typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code as Code].status : null
}

/** Budget, kind, window, cap, spent, held, resets at. */
type PackedLine = readonly [string, string, string, string | null, string, string, number | null]

function linePart([budget, kind, window, cap, spent, held, resetsAt]: PackedLine): Plain {
  const left = cap === null ? null : BigInt(cap) - BigInt(spent) - BigInt(held)
  return {
    budget,
    kind,
    window,
    cap_usd: cap === null ? null : usdNumber(BigInt(cap)),
    spent_usd: usdNumber(BigInt(spent)),
    held_usd: usdNumber(BigInt(held)),
    remaining_usd: left === null ? null : usdNumber(left > 0n ? left : 0n),
    resets_at: resetsAt === null ? null : new Date(resetsAt).toISOString(),
  }
}
