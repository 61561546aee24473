/** What an entry can be found by. A term is a number: a group's id below zero, or a hash of a text; readers check the entry itself. */
import { isFirst, isLater, type LogEntry, tagsOf, textFact } from './line.ts'

/** Entries per block, a power of two; an offset fits 16 bits. */
export const BLOCK_ENTRIES = 8_192

export const blockOf = (seq: number): number => Math.floor(seq / BLOCK_ENTRIES)
export const offsetOf = (seq: number): number => seq % BLOCK_ENTRIES

/** Two 32-bit FNV-1a lanes over UTF-16 units, joined to 53 bits: a chance meeting costs one needless look, never a wrong answer. */
function hashOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ (unit + index), 0x01000193)
  }
  return ((high >>> 0) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)
}

export const groupTerm = (groupId: number): number => -groupId
/** Ids of calls, vendor requests and vendor objects share one space: a search names an id without saying of what. */
export const idTerm = (id: string): number => hashOf(`id\0${id}`)
export const tagTerm = (name: string, value: string): number => hashOf(`tag\0${name}\0${value}`)

/** Terms of an entry, its group's apart. */
export function termsOf(entry: LogEntry): readonly number[] {
  const first = isFirst(entry)
  if (!first && !isLater(entry)) return []
  const terms = first ? [idTerm(entry.id)] : []
  const request = textFact(entry.f, 'vendor_request_id')
  const object = textFact(entry.f, 'vendor_object_id')
  if (request !== null) terms.push(idTerm(request))
  if (object !== null && object !== request) terms.push(idTerm(object))
  if (first) for (const [name, value] of tagsOf(entry.f)) terms.push(tagTerm(name, value))
  return terms
}

/** The terms of one block while it fills, kept in memory; a full block is written once and never touched again. */
export class Block {
  readonly number: number
  readonly terms = new Map<number, number[]>()
  timeMin = Number.MAX_SAFE_INTEGER
  timeMax = 0

  constructor(number: number) {
    this.number = number
  }

  add(seq: number, time: number, terms: readonly number[]): void {
    this.timeMin = Math.min(this.timeMin, time)
    this.timeMax = Math.max(this.timeMax, time)
    const offset = offsetOf(seq)
    for (const term of terms) {
      const offsets = this.terms.get(term)
      if (offsets === undefined) this.terms.set(term, [offset])
      else if (offsets.at(-1) !== offset) offsets.push(offset)
    }
  }

  seqs(term: number): readonly number[] {
    return (this.terms.get(term) ?? []).map((offset) => this.number * BLOCK_ENTRIES + offset)
  }
}

/** Offsets as stored: most terms have one, which is then the number itself. */
export function packOffsets(offsets: readonly number[]): number | Uint8Array {
  if (offsets.length === 1) return offsets[0] as number
  const view = new DataView(new ArrayBuffer(offsets.length * 2))
  for (const [index, offset] of offsets.entries()) view.setUint16(index * 2, offset, true)
  return new Uint8Array(view.buffer)
}

export function unpackOffsets(stored: number | Uint8Array): readonly number[] {
  if (typeof stored === 'number') return [stored]
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength)
  return Array.from({ length: stored.byteLength / 2 }, (_, index) => view.getUint16(index * 2, true))
}
