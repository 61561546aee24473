/** What an entry can be found by. A term is 32 bits, the hash of a text: two may meet by chance, so readers check the entry itself. */
import { type BriefEntry, isFirst, isLater, tagsOf, textFact } from './line.ts'

/** FNV-1a over UTF-16 units, not mixed yet: `bits` is what came before. */
function hashOn(bits: number, text: string): number {
  let hash = bits
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** Mixed once more, so that the highest bits are as good as the others. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

const START = 0x811c9dc5
const GROUP = hashOn(START, 'group\0')
const ID = hashOn(START, 'id\0')
const TAG = hashOn(START, 'tag\0')

export const groupTerm = (groupId: number): number => mixed(Math.imul(GROUP ^ groupId, 0x01000193))
/** Ids of calls, vendor requests and vendor objects share one space: a search names an id without saying of what. */
export const idTerm = (id: string): number => mixed(hashOn(ID, id))
export const tagTerm = (name: string, value: string): number => mixed(hashOn(TAG, `${name}\0${value}`))

/** Terms of an entry, its group's apart. */
export function termsOf(entry: BriefEntry): number[] {
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
