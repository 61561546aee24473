/**
 * A definition's YAML as a plain tree in which every value knows where it stands, so that a fault can name line and column.
 * Every scalar is text as it is written: a price must not pass through a float, and `on` must not become true. Anchors,
 * aliases and tags are refused: what holds for an endpoint is read where the endpoint stands.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseDocument } from 'yaml'

export interface Place {
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

export interface Member {
  readonly place: Place
  readonly value: Node
}

export type Node =
  | { readonly kind: 'text'; readonly place: Place; readonly text: string }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly place: Place; readonly members: ReadonlyMap<string, Member> }

/** What is wrong, and where. `field` is the way from the top of the file: `endpoints.mail.send.cost[0].usd`. */
export interface Fault extends Place {
  readonly field: string
  readonly message: string
}

export type TreeReading =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export const CHARS_MAX = 1024 * 1024

export function readTree(text: string): TreeReading {
  if (text.length > CHARS_MAX) return { ok: false, faults: [fault(START, 'the file is larger than 1 MiB')] }
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, uniqueKeys: true, merge: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (document.errors.length > 0)
    return {
      ok: false,
      faults: document.errors.map(({ pos, message }) => fault(placeAt(pos[0]), firstLine(message))),
    }
  const grown = new Grower(placeAt)
  const root = grown.node(document.contents, START)
  return grown.faults.length > 0 ? { ok: false, faults: grown.faults } : { ok: true, root }
}

const START: Place = { line: 1, column: 1 }
const fault = (place: Place, message: string): Fault => ({ ...place, field: '', message })

/** The library's words without the picture of the line and its own account of the place. */
const firstLine = (message: string): string =>
  (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')

class Grower {
  readonly faults: Fault[] = []
  readonly #placeAt: (offset: number) => Place

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt
  }

  /** @param beside where an empty value is said to stand */
  node(yaml: YamlNode | null, beside: Place): Node {
    const place = yaml?.range ? this.#placeAt(yaml.range[0]) : beside
    if (isAlias(yaml) || (yaml !== null && 'anchor' in yaml && yaml.anchor !== undefined))
      this.faults.push(fault(place, 'anchors and aliases are not read here: write the value out'))
    else if (yaml?.tag !== undefined && !yaml.tag.startsWith('tag:yaml.org,2002:'))
      this.faults.push(fault(place, 'tags are not read here'))
    if (isMap(yaml)) return { kind: 'map', place, members: this.#members(yaml.items, place) }
    if (isSeq(yaml)) return { kind: 'list', place, items: yaml.items.map((item) => this.node(item as YamlNode, place)) }
    const text = isScalar(yaml) && typeof yaml.value === 'string' ? yaml.value : ''
    return { kind: 'text', place, text }
  }

  #members(items: readonly { readonly key: unknown; readonly value: unknown }[], beside: Place): Map<string, Member> {
    const members = new Map<string, Member>()
    for (const { key, value } of items) {
      const name = this.node(key as YamlNode | null, beside)
      if (name.kind !== 'text') this.faults.push(fault(name.place, 'a name must be plain text'))
      else members.set(name.text, { place: name.place, value: this.node(value as YamlNode | null, name.place) })
    }
    return members
  }
}
