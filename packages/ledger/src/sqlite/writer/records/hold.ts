import type { MoneyClass } from '@keybrake/core'
import type { CallState } from '../../../ledger.ts'
import { nameHash } from '../name-hash.ts'
import {
  type Draw,
  packCounts,
  packPlaces,
  type StoredCall,
  type StoredCount,
  type StoredPlace,
  unpackDraws,
} from './draw.ts'

/** A reservation, named by its first call. A call that can't cost has one without draws. */
export interface Hold {
  /** Place in the order of holds; 0: known in memory only. */
  seq: number
  readonly id: string
  state: CallState
  readonly keyId: string
  readonly connection: string
  /** `<connection>/<vendor object>` where an object is known, else null. */
  objectRef: string | null
  /** The idempotency key (scoped, hashed) it was made under. The newest hold of an identity is what the key stands for. */
  readonly identity: string | null
  /** Numbers of these two names, by which rows are found. */
  readonly identityHash: number | null
  objectHash: number | null
  readonly fingerprint: string | null
  /** The call that used the key first within the vendor's window: its id is part of what the vendor was sent. */
  readonly firstCallId: string
  /** Of a call that could not cost: what it counts as, should it cost after all. */
  readonly moneyClass: MoneyClass | null
  /** Until then a repeat is an attempt of this hold; an unknown fate is `assumed` afterwards. */
  readonly endsAt: number
  /** The call under way, or null. There is never more than one. */
  inFlight: string | null
  /** The store that sent the last attempt, by its number. */
  node: number
  /** Attempts that may have left. */
  sent: number
  /** Settled by a failure that changed nothing: a repeat may really happen. */
  kept: boolean
  /** Calls whose fate is not known. */
  unknown: readonly string[]
  draws: readonly Draw[]
  /** The head of its text, and of which draws it is: made once, as most changes leave it as it is. */
  head: string
  headOf: readonly Draw[] | null
}

/** Until when the hold's fate may stay unknown with no call under way; null: it is known, or a call is. */
export const unknownUntil = ({
  state,
  inFlight,
  endsAt,
}: Pick<Hold, 'state' | 'inFlight' | 'endsAt'>): number | null =>
  state === 'unknown' && inFlight === null ? endsAt : null

type StoredHold = [
  names: [
    id: string,
    keyId: string,
    connection: string,
    identity: string | null,
    fingerprint: string | null,
    moneyClass?: MoneyClass,
  ],
  seq: number,
  firstCallId: StoredCall,
  endsAt: number,
  places: StoredPlace[],
  objectRef: string | null,
  state: CallState,
  inFlight: StoredCall | null,
  sent: number,
  kept: 0 | 1,
  unknown: string[],
  counts: StoredCount[],
  /** Left out for 0. */
  node?: number,
]

const quoted = (text: string | null): string => (text === null ? 'null' : JSON.stringify(text))

/** `holdHead + holdTail` is the hold as one JSON array, for its row and for redo. */
export function holdHead(hold: Hold): string {
  if (hold.headOf === hold.draws) return hold.head
  const { id, keyId, connection, identity, fingerprint, moneyClass, seq, firstCallId, endsAt, draws } = hold
  const names = [id, keyId, connection, identity, fingerprint]
  if (moneyClass !== null) names.push(moneyClass)
  const first = firstCallId === id ? '0' : quoted(firstCallId)
  hold.head = `[${JSON.stringify(names)},${seq},${first},${endsAt},${packPlaces(draws, id)}`
  hold.headOf = draws
  return hold.head
}

export function holdTail({ id, objectRef, state, inFlight, node, sent, kept, unknown, draws }: Hold): string {
  const flying = inFlight === id ? '0' : quoted(inFlight)
  const lost = unknown.length === 0 ? '[]' : JSON.stringify(unknown)
  return `,${quoted(objectRef)},"${state}",${flying},${sent},${kept ? '1' : '0'},${lost},${packCounts(draws)}${node === 0 ? '' : `,${node}`}]`
}

/** What of a hold is searched for. */
export type FoundHold = Pick<
  Hold,
  'seq' | 'id' | 'identity' | 'identityHash' | 'objectRef' | 'objectHash' | 'inFlight' | 'state' | 'endsAt'
>

/** The same of a text, without making the hold. */
export function foundIn(text: string): FoundHold {
  const [names, seq, , endsAt, , objectRef, state, inFlight] = JSON.parse(text) as StoredHold
  const [id, , , identity] = names
  return {
    seq,
    id,
    identity,
    identityHash: identity === null ? null : nameHash(identity),
    objectRef,
    objectHash: objectRef === null ? null : nameHash(objectRef),
    inFlight: inFlight === 0 ? id : inFlight,
    state,
    endsAt,
  }
}

export function unpackHold(text: string): Hold {
  const stored = JSON.parse(text) as StoredHold
  const [names, seq, first, endsAt, places, objectRef, state, inFlight, sent, kept, unknown, counts, node = 0] = stored
  const [id, keyId, connection, identity, fingerprint, moneyClass = null] = names
  return {
    seq,
    id,
    state,
    keyId,
    connection,
    objectRef,
    identity,
    identityHash: identity === null ? null : nameHash(identity),
    objectHash: objectRef === null ? null : nameHash(objectRef),
    fingerprint,
    firstCallId: first === 0 ? id : first,
    moneyClass,
    endsAt,
    inFlight: inFlight === 0 ? id : inFlight,
    node,
    sent,
    kept: kept === 1,
    unknown,
    draws: unpackDraws(places, counts, id),
    head: '',
    headOf: null,
  }
}
