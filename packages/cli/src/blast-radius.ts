/** What ending keys would stop: told before it is done. The server tells it of what it revokes by label, run, budget or vendor. */
import type { CallRow, Key, Keybrake } from '@keybrake/client'
import { usdWords } from './output/money.ts'

export interface BlastRadius {
  readonly keys: number
  readonly callsUnderWay: number
  readonly heldUsd: number
}

const CALLS_MAX = 10_000

/** @param keys those that match, as they come */
export async function blastRadius(client: Keybrake, keys: AsyncIterable<Key>): Promise<BlastRadius> {
  const ids = new Set<string>()
  for await (const { id, status } of keys) if (status === 'active' || status === 'exhausted') ids.add(id)
  const under = ids.size === 0 ? NOTHING : await underWay(client, ({ key_id }) => ids.has(key_id))
  return { keys: ids.size, ...under }
}

type UnderWay = Omit<BlastRadius, 'keys'>
const NOTHING: UnderWay = { callsUnderWay: 0, heldUsd: 0 }

/** Calls under way, of those that are meant. */
export async function underWay(client: Keybrake, isMeant: (call: CallRow) => boolean): Promise<UnderWay> {
  const calls = (await client.audit.list({ state: 'held' }).toArray(CALLS_MAX)).filter(isMeant)
  const heldMicro = calls.reduce((sum, call) => sum + BigInt(Math.round(call.reserved_usd * 1_000_000)), 0n)
  return { callsUnderWay: calls.length, heldUsd: Number(heldMicro) / 1_000_000 }
}

/** @param which `labelled nightly-*`, `of the run x` */
export function radiusWords({ keys, callsUnderWay, heldUsd }: BlastRadius, which: string): readonly string[] {
  const many = (count: number, one: string): string =>
    `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`
  return [
    `Live keys ${which}: ${many(keys, 'key')}.`,
    callsUnderWay === 0
      ? 'No call of theirs is under way.'
      : `Under way: ${many(callsUnderWay, 'call')}, ${usdWords(heldUsd)} held. They are finished and counted; nothing new is admitted.`,
  ]
}
