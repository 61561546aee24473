import { system, type WireStatus } from '@keybrake/contract'
import { toRfc3339 } from '@keybrake/core'
import { json } from '../../answer.ts'
import type { AdminParts } from '../../parts.ts'
import { type AdminCall, route } from '../../route.ts'

export const readStatus = route(system.readStatus, async (call, { sees }) => {
  const { parts, at, events } = call
  const { registry } = parts.store
  const [ledger, brakes, connections, audit] = await Promise.all([
    ledgerPart(parts),
    registry.brake(),
    registry.connections(),
    // Chains and totals are of everybody's calls.
    sees === null ? auditPart(call) : null,
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

async function ledgerPart(parts: AdminParts): Promise<WireStatus['ledger']> {
  const unrecorded = parts.unrecordedOutcomes()
  const base = { kind: parts.ledgerKind, unrecorded_outcomes: unrecorded }
  const beganMs = parts.clock.elapsedMs()
  try {
    await parts.store.ready()
  } catch (error) {
    parts.log.error({ err: error }, 'the ledger cannot commit')
    return { ...base, writable: false, fault: 'The ledger cannot commit; the log says why.', commit_ms: null }
  }
  const commitMs = Math.round((parts.clock.elapsedMs() - beganMs) * 100) / 100
  const fault = unrecorded === 0 ? null : `The ends of ${unrecorded} calls could not be recorded yet.`
  return { ...base, writable: unrecorded === 0, fault, commit_ms: commitMs }
}

async function auditPart({
  parts,
  verification,
}: AdminCall<unknown, unknown>): Promise<NonNullable<WireStatus['audit']>> {
  const { data } = await parts.store.audit.page({ kind: 'all' }, 1, null)
  const last = data[0]?.row
  const verified = verification.last
  return {
    chain: last?.chain.chain ?? null,
    last_seq: last?.chain.seq ?? null,
    last_time: last === undefined ? null : toRfc3339(last.time),
    verified: verified === null ? null : { ...verified.report, at: toRfc3339(verified.at) },
  }
}

function steppedMs({ parts: { started, clock }, at }: AdminCall<unknown, unknown>): number {
  return Math.round(at - started.at - (clock.elapsedMs() - started.elapsedMs))
}
