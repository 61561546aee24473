/** Server-sent events: a ledger entry as people watching live see it. Amounts become USD; everything else stays as recorded. */
import { usdNumber } from '@keybrake/core'

type Plain = Readonly<Record<string, unknown>>

export type EventKind = 'call' | 'outcome' | 'refused' | 'admin'

/** Members of an entry that hold amounts, and their names on the wire. */
const AMOUNTS: Readonly<Record<string, string>> = {
  reserved: 'reserved_usd',
  counted: 'cost_usd',
  overage: 'overage_usd',
}

/** @param entry the parsed entry, as the ledger recorded it */
export function wireEvent(kind: EventKind, entry: Plain): Plain {
  const facts = (entry.f ?? {}) as Plain
  const subject = kind === 'admin' ? adminPart(entry, facts) : callPart(entry, facts)
  return { ...subject, time: new Date(entry.t as number).toISOString() }
}

const adminPart = (entry: Plain, facts: Plain): Plain => ({
  id: entry.id,
  action: entry.action,
  principal: entry.principal,
  subject: entry.subject,
  details: facts,
})

function callPart(entry: Plain, facts: Plain): Plain {
  const amounts = Object.entries(AMOUNTS).flatMap(([name, wireName]) =>
    typeof entry[name] === 'string' ? [[wireName, usdNumber(BigInt(entry[name]))]] : [],
  )
  return {
    ...facts,
    call_id: entry.id,
    ...(entry.key === undefined ? {} : { key_id: entry.key }),
    ...(entry.k === 'more' ? { more_refusals: entry.n } : {}),
    ...(entry.state === undefined ? {} : { state: entry.state }),
    ...(entry.code === undefined ? {} : { code: entry.code }),
    ...Object.fromEntries(amounts),
    budgets: Array.isArray(entry.lines) ? entry.lines.map(linePart) : [],
  }
}

/** A packed line: budget, kind, window, cap, spent, held, resets at. */
function linePart(packed: unknown): Plain {
  const [budget, kind, window, cap, spent, held, resetsAt] = packed as readonly [
    string,
    string,
    string,
    string | null,
    string,
    string,
    number | null,
  ]
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
