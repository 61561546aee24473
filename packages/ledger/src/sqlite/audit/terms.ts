/** What an entry can be found by. A term is 32 bits, the hash of a text: two may meet by chance, so readers check the entry itself. */
import { type BriefEntry, isFirst, isLater, tagsOf, textFact } from './line.ts'

/** FNV-1a over UTF-16 units, its bits mixed once more so that the highest are as good as the others. */
function hashOf(kind: string, text: string): number {
  let bits = 0x811c9dc5
  for (let index = 0; index < kind.length; index += 1) bits = Math.imul(bits ^ kind.charCodeAt(index), 0x01000193)
  for (let index = 0; index < text.length; index += 1) bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

export const groupTerm = (groupId: number): number => hashOf('group\0', `${groupId}`)
/** Ids of calls, vendor requests and vendor objects share one space: a search names an id without saying of what. */
export const idTerm = (id: string): number => hashOf('id\0', id)
export const tagTerm = (name: string, value: string): number => hashOf('tag\0', `${name}\0${value}`)

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
