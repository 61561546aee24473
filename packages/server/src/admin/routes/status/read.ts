import { system, type WireStatus } from '@keybrake/contract'
import { toRfc3339 } from '@keybrake/core'
import type { StoreLag } from '@keybrake/ledger'
import { json } from '../../answer.ts'
import type { AdminParts } from '../../parts.ts'
import { type AdminCall, route } from '../../route.ts'

export const readStatus = route(system.readStatus, async (call, { sees }) => {
  const { parts, at, events } = call
  const { registry } = parts.store
  // Before anything else: the rest catches up.
  const lag = await lagOf(parts)
  const [ledger, brakes, connections, audit] = await Promise.all([
    ledgerPart(parts, lag),
    registry.brake(),
    registry.connections(),
    // Chains and totals are of everybody's calls.
    sees === null ? auditPart(call, lag) : null,
  ])
  return json({
    version: parts.version,
    public_url: parts.publicUrl(),
    started_at: toRfc3339(parts.started.at),
    time: toRfc3339(at),
    ledger,
    clock: { stepped_ms: steppedMs(call) },
    audit,
    brakes: brakes
      .filter(({ engaged }) => engaged)
      .map(({ vendor, reason, at: since, principalId }) => ({
        vendor,
        reason,
        since: toRfc3339(since),
        by: principalId,
      })),
    sandbox: connections.some(({ sandbox, deletedAt }) => sandbox && deletedAt === null),
    event_streams: events.streams,
  } satisfies WireStatus)
})

/** Null where a database that is shared cannot be asked; what follows says why. */
async function lagOf({ store, log }: AdminParts): Promise<StoreLag | null> {
  try {
    return await store.lag()
  } catch (error) {
    log.warn({ err: error }, 'how far the others are could not be asked')
    return null
  }
}

async function ledgerPart(parts: AdminParts, lag: StoreLag | null): Promise<WireStatus['ledger']> {
  const unrecorded = parts.unrecordedOutcomes()
  const isShared = parts.ledgerKind === 'postgres'
  const replica = isShared ? { behind: lag?.replica ?? null } : null
  const base = { kind: parts.ledgerKind, unrecorded_outcomes: unrecorded, replica }
  const beganMs = parts.clock.elapsedMs()
  try {
    await parts.store.ready()
  } catch (error) {
    parts.log.error({ err: error }, 'the ledger cannot commit')
    return { ...base, writable: false, fault: 'The ledger cannot commit; the log says why.', commit_ms: null }
  }
  const commitMs = sinceMs(parts, beganMs)
  const fault = unrecorded === 0 ? null : `The ends of ${unrecorded} calls could not be recorded yet.`
  return { ...base, writable: unrecorded === 0, fault, commit_ms: commitMs }
}

const sinceMs = ({ clock }: AdminParts, beganMs: number): number =>
  Math.round((clock.elapsedMs() - beganMs) * 100) / 100

async function auditPart(
  { parts, verification }: AdminCall<unknown, unknown>,
  lag: StoreLag | null,
): Promise<NonNullable<WireStatus['audit']>> {
  const beganMs = parts.clock.elapsedMs()
  const { data } = await parts.store.audit.page({ kind: 'all' }, 1, null)
  const caughtUpMs = sinceMs(parts, beganMs)
  const last = data[0]?.row
  const verified = verification.last
  return {
    chain: last?.chain.chain ?? null,
    last_seq: last?.chain.seq ?? null,
    last_time: last === undefined ? null : toRfc3339(last.time),
    behind: lag?.audit ?? null,
    caught_up_ms: caughtUpMs,
    verified: verified === null ? null : { ...verified.report, at: toRfc3339(verified.at) },
  }
}

function steppedMs({ parts: { started, clock }, at }: AdminCall<unknown, unknown>): number {
  return Math.round(at - started.at - (clock.elapsedMs() - started.elapsedMs))
}
