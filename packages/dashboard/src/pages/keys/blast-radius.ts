/** What a revoke would hit, said before it is done. */
import { microsText } from '../../format/money.ts'
import { counted, inWords } from '../words.ts'

export interface BlastRadius {
  readonly keys: number
  readonly callsUnderWay: number
  /** Micro-USD held for calls that are under way or of unknown fate. */
  readonly held: bigint
  /** Labels under which no key can be issued afterwards. */
  readonly closesRuns: readonly string[]
}

/** `3 keys, 2 calls in flight, $41.20 held` */
export function blastText({ keys, callsUnderWay, held }: BlastRadius): string {
  const parts = [
    counted(keys, 'key'),
    callsUnderWay === 0 ? 'no call in flight' : `${counted(callsUnderWay, 'call')} in flight`,
    held === 0n ? 'nothing held' : `${microsText(held)} held`,
  ]
  return parts.join(', ')
}

/** What a person must know before: what stops, and what does not. */
export function blastConsequences({ keys, callsUnderWay, held, closesRuns }: BlastRadius): readonly string[] {
  const closes = closesRuns.length === 0 ? [] : [`No key can be issued under ${inWords(closesRuns)} any more.`]
  if (keys === 0) return closes.length === 0 ? ['No live key matches: nothing would change.'] : closes
  return [
    `The next call of ${keys === 1 ? 'this key' : 'these keys'} is refused with key_revoked.`,
    ...closes,
    ...(callsUnderWay === 0 ? [] : ['Calls in flight complete: what has left cannot be called back.']),
    ...(held === 0n ? [] : ['Held money stays counted until each call’s outcome is known.']),
    'There is no undo: a revoked key stays dead. A new one with the same policy can be issued.',
  ]
}
