/** A recorded line as an event of the live feed. */
import type { StoreEvent } from '../../store.ts'
import { isAdmin, isLater, parseLine } from './line.ts'

/** As every verb writes it. Lines pass by the thousand, and most listeners want few of them: the rest is not parsed. */
const KIND = /^\{"k":"([a-z]+)"/

export function eventOf(line: string): StoreEvent {
  return { kind: kindOf({ k: KIND.exec(line)?.[1] ?? parseLine(line).k }), entry: line }
}

function kindOf(entry: { readonly k: string }): StoreEvent['kind'] {
  if (isAdmin(entry)) return 'admin'
  if (isLater(entry)) return 'outcome'
  return entry.k === 'admit' ? 'call' : 'refused'
}
