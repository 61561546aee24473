/** An audit log whose first entries are kept nowhere any more, as after retention: it begins with a base. */
import { mkdirSync } from 'node:fs'
import { chainName, genesis } from './chain.ts'
import { EMPTY, writeCheckpoint } from './checkpoint.ts'

/**
 * @param dir of an audit log that has not begun
 * @param what tells this beginning apart from others of the key
 */
export function beginLater(dir: string, key: Uint8Array, what: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const chain = chainName(key, what)
  writeCheckpoint(dir, key, { ...EMPTY, base: { chain, seq: 0, hash: genesis(chain) } })
}
