/** A recorded line as an event of the live feed. */
import type { StoreEvent } from '../../store.ts'
import { isAdmin, isLater, parseLine } from './line.ts'

export function eventOf(line: string): StoreEvent {
  const entry = parseLine(line)
  if (isAdmin(entry)) return { kind: 'admin', entry: line }
  if (isLater(entry)) return { kind: 'outcome', entry: line }
  return { kind: entry.k === 'admit' ? 'call' : 'refused', entry: line }
}
