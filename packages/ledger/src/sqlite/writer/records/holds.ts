/** The holds of the ledger: in memory while they are of use, found by id, by idempotency key and by the object they name. */
import type { DatabaseSync } from 'node:sqlite'
import { Cache } from '../cache.ts'
import { integer, text } from '../columns.ts'
import { nameHash } from '../name-hash.ts'
import { type Columns, RedoTable } from '../redo-table.ts'
import { ShortLived } from '../short-lived.ts'
import { type FoundHold, foundIn, holdHead, holdTail, unknownUntil, unpackHold, type Hold } from './hold.ts'
import { HoldIndex } from './hold-index.ts'
import { UnknownPlaces } from './unknown-places.ts'

/** Holds that were asked for again, as at most a few are. What is kept has to be copied by the garbage collector. */
const HOLDS_KEPT = 1024

const BY_ID = 'SELECT record FROM holds WHERE id = ? ORDER BY seq DESC LIMIT 1'

const PUT = `INSERT INTO holds (seq, id, identity, object, in_flight, unknown_until, record) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (seq) DO UPDATE SET object = excluded.object, in_flight = excluded.in_flight,
  unknown_until = excluded.unknown_until, record = excluded.record`

const columnsOf = (hold: FoundHold): Columns => [
  hold.seq,
  hold.id,
  hold.identityHash,
  hold.objectHash,
  hold.inFlight === null ? null : 1,
  unknownUntil(hold),
]

export class Holds {
  readonly redo: RedoTable<string, Hold>
  readonly unknown: UnknownPlaces
  readonly #select
  /** Holds that this process made, until their call is over. */
  readonly #underWay = new ShortLived<Hold>()
  /** Others of recent use. */
  readonly #kept = new Cache<Hold>(HOLDS_KEPT)
  readonly #byObject: HoldIndex
  readonly #byIdentity: HoldIndex
  #lastSeq: number

  /** @param isShared other stores follow this one's holds, and it follows theirs */
  constructor(db: DatabaseSync, isShared: boolean) {
    this.#select = db.prepare(BY_ID)
    const last = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM holds').get()
    this.#lastSeq = last === undefined ? 0 : integer(last, 'seq')
    this.unknown = new UnknownPlaces(db)
    this.#byObject = new HoldIndex(db, 'object', this.#lastSeq, ({ objectRef }) => objectRef)
    this.#byIdentity = new HoldIndex(db, 'identity', this.#lastSeq, ({ identity }) => identity)
    this.redo = new RedoTable(
      {
        letter: 'h',
        tailLetter: 'H',
        isBrief: true,
        keyOf: ({ id }) => id,
        headOf: holdHead,
        tailOf: holdTail,
        headIn: (record) => holdHead(unpackHold(record)),
        columnsOf,
        columnsIn: (record) => columnsOf(foundIn(record)),
        put: db.prepare(PUT),
        get: db.prepare('SELECT record FROM holds WHERE seq = ?'),
        followed: (text) => this.#follow(text),
        kept: (hold, head) => {
          hold.head = head
          this.unknown.committed(hold)
          if (hold.inFlight === null) this.#underWay.delete(hold.id)
        },
        turned: () => {
          this.#byObject.turned()
          this.#byIdentity.turned()
        },
        written: () => {
          this.#byObject.written()
          this.#byIdentity.written()
          this.learn()
        },
      },
      isShared,
    )
    this.learn()
  }

  #follow(text: string): { readonly key: string; readonly columns: Columns } {
    const hold = foundIn(text)
    const { id, seq, identity, identityHash, objectRef, objectHash } = hold
    this.#underWay.delete(id)
    this.#kept.delete(id)
    this.unknown.committed(hold)
    this.#lastSeq = Math.max(this.#lastSeq, seq)
    if (identity !== null && identityHash !== null) this.#byIdentity.add(identity, identityHash, hold)
    if (objectRef !== null && objectHash !== null) this.#byObject.add(objectRef, objectHash, hold)
    return { key: id, columns: columnsOf(hold) }
  }

  /** Learns some more of what rows hold: a few milliseconds. Says whether all is known. */
  learn(): boolean {
    const knowsObjects = this.#byObject.learn()
    return this.#byIdentity.learn() && knowsObjects
  }

  get(id: string): Hold | null {
    const kept = this.cached(id)
    if (kept !== null) return kept
    const waiting = this.redo.textOf(id)
    const hold = waiting === null ? this.#inRow(id) : unpackHold(waiting)
    if (hold !== null) this.#kept.set(id, hold)
    return hold
  }

  #inRow(id: string): Hold | null {
    const row = this.#select.get(id)
    return row === undefined ? null : unpackHold(text(row, 'record'))
  }

  /** The hold if it is in memory. */
  cached(id: string): Hold | null {
    return this.#underWay.get(id) ?? this.#kept.get(id)
  }

  /** Takes a new hold in. Throws where the id was used a short while ago. */
  add(hold: Hold): void {
    const { id, identity, identityHash } = hold
    if (this.cached(id) !== null || this.redo.textOf(id) !== null) throw new Error(`call id ${id} was used before`)
    this.#lastSeq++
    hold.seq = this.#lastSeq
    this.#underWay.set(id, hold)
    if (identity !== null && identityHash !== null) this.#byIdentity.add(identity, identityHash, hold)
    this.redo.touch(hold)
  }

  touch(hold: Hold): void {
    this.redo.touch(hold)
  }

  /** The newest hold made under an idempotency key. */
  ofIdentity(identity: string): Hold | null {
    const ids = this.#byIdentity.ids(identity)
    for (let index = ids.length - 1; index >= 0; index--) {
      const hold = this.get(ids[index] as string)
      if (hold !== null) return hold
    }
    return null
  }

  /** The holds that name a vendor object, oldest first. */
  naming(objectRef: string): Hold[] {
    const holds: Hold[] = []
    for (const id of this.#byObject.ids(objectRef)) {
      const hold = this.get(id)
      if (hold !== null && hold.objectRef === objectRef) holds.push(hold)
    }
    return holds.length < 2 ? holds : holds.sort((a, b) => a.seq - b.seq)
  }

  /** From now on the hold names this object. */
  name(hold: Hold, objectRef: string): void {
    const hash = nameHash(objectRef)
    hold.objectRef = objectRef
    hold.objectHash = hash
    this.#byObject.add(objectRef, hash, hold)
    this.redo.touch(hold)
  }

  committed(): void {
    this.#byObject.committed()
    this.#byIdentity.committed()
    this.#kept.evict()
  }

  rolledBack(): void {
    this.#byObject.rolledBack()
    this.#byIdentity.rolledBack()
    this.#underWay.clear()
    this.#kept.clear()
  }
}
