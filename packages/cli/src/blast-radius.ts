/** What ending keys would stop: told before it is done. The server tells it of what it revokes by label, run, budget or vendor. */
import type { Key, Keybrake } from '@keybrake/client'
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
  let callsUnderWay = 0
  let heldMicro = 0n
  if (ids.size > 0)
    for (const call of await client.audit.list({ state: 'held' }).toArray(CALLS_MAX)) {
      if (!ids.has(call.key_id)) continue
      callsUnderWay++
      heldMicro += BigInt(Math.round(call.reserved_usd * 1_000_000))
    }
  return { keys: ids.size, callsUnderWay, heldUsd: Number(heldMicro) / 1_000_000 }
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
