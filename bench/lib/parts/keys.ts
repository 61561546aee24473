/** Vault keys issued over the admin API, 64 callers at once, each key on disk before it is answered. */
import { untilIdle } from '../cpu.ts'
import { countKeys, ISSUING, type Mode, startKeybrake } from '../keybrake.ts'
import { runLoad } from '../load/run-load.ts'
import { type Cost, measured } from '../measure.ts'

export interface KeysTurn extends Cost {
  readonly target: string
  readonly round: number
  readonly keysPerSecond: number
  readonly p50Us: number
  readonly p99Us: number
  /** Answered with a key, and found in the list of keys afterwards: must be equal. */
  readonly answered: number
  readonly listed: number
  readonly bad: number
}

const CALLERS = 64
const LABEL = 'issued'

/** A process of its own for each turn: no other part finds its keys there. */
export async function keysTurn(
  { name, mode }: { readonly name: string; readonly mode: Mode },
  { folder, seconds, warmUpS }: { readonly folder: string; readonly seconds: number; readonly warmUpS: number },
  round: number,
): Promise<KeysTurn> {
  // It issues keys and sends nothing: nobody listens there.
  const keybrake = await startKeybrake(folder, `keys-${mode}-${round}`, 'http://127.0.0.1:9', mode)
  try {
    await untilIdle(keybrake.pids, 5_000)
    const job = {
      kind: 'closed' as const,
      url: keybrake.origin + ISSUING.path,
      headers: ISSUING.headers,
      body: ISSUING.body(LABEL),
      connections: CALLERS,
      ...{ warmUpS, seconds },
    }
    const { result, cost } = await measured(
      keybrake,
      () => runLoad(job),
      ({ answered }) => answered,
    )
    const { counted, elapsedS, p50Us, p99Us, answered, bad } = result
    const listed = await countKeys(keybrake.origin, LABEL)
    const keysPerSecond = counted / elapsedS
    process.stdout.write(`round ${round}, ${name}: ${Math.round(keysPerSecond)} keys/s, p50 ${p50Us} µs\n`)
    return { target: name, round, keysPerSecond, p50Us, p99Us, answered, listed, bad, ...cost }
  } finally {
    await keybrake.stop()
  }
}
