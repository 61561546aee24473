/**
 * The names of a form, one after another. Callers send the same names in the same order again and again, so what is known of
 * a name (how it decodes, that it contradicts none before it) is remembered by the names that led to it: where a form goes on
 * as one before it did, a comparison is all there is to do.
 */
import { nameFault } from './field-name.ts'
import { remembered } from './remembered.ts'

/** Of all forms together; the next one above this empties the memory. */
const STEPS_MAX = 4_096
/** What stands behind so many names of one form is not remembered. */
const DEPTH_MAX = 64
/** No longer name is remembered. */
const RAW_CHARS_MAX = 128
const EQUALS = 0x3d

/** A name as it was read. */
interface Name {
  /** As it is written, up to its `=`. */
  readonly raw: string
  readonly text: string
  /** Why it is none. */
  readonly why: string | null
  /** What must stand at its beginnings: `a[b][]` → members at `a`, a list at `a[b]`. */
  readonly holders: readonly Holder[]
}

interface Holder {
  readonly text: string
  readonly shape: 'list' | 'members'
}

/** Reads the names of one form. */
export class FormNames {
  /** Where the memory of earlier forms has led to; null where it goes no further. */
  #step: Step | null
  /** All names so far, from the first one on that the memory did not hold. */
  #shapes: Shapes | null = null
  readonly #repeat: boolean
  /** Where the value of the last name begins. */
  valueAt = 0
  /** Why the last name could not be read. */
  why = ''

  /** @param repeat a name may stand more than once */
  constructor(repeat: boolean) {
    this.#step = firstStep(repeat)
    this.#repeat = repeat
  }

  /** The decoded name of the field that begins at `start` and ends at `end`; null where it can't be read, with `why` set. */
  read(text: string, start: number, end: number): string | null {
    const likely = this.#step?.likely ?? null
    if (likely === null || !standsAt(likely.name.raw, text, start)) return this.#readOther(text, start, end)
    this.#step = likely
    this.valueAt = start + likely.name.raw.length + 1
    return likely.name.text
  }

  #readOther(text: string, start: number, end: number): string | null {
    const equals = text.indexOf('=', start)
    if (equals < 0 || equals >= end) return this.#fail(start === end ? 'a field is empty' : 'a field has no =')
    this.valueAt = equals + 1
    const raw = text.slice(start, equals)
    const known = this.#step?.find(raw)
    if (known !== undefined) {
      this.#step = known
      return known.name.text
    }
    const name = readName(raw)
    if (name === null) return this.#fail(BAD_ESCAPE)
    this.#shapes ??= shapesAt(this.#step, this.#repeat)
    const why = name.why ?? this.#shapes.add(name)
    if (why !== null) return this.#fail(why)
    this.#step = this.#step?.remember(name) ?? null
    return name.text
  }

  #fail(why: string): null {
    this.why = why
    return null
  }
}

/** A raw name has no `=` and no `&`: where it stands with a `=` behind it, it is the whole name. */
const standsAt = (raw: string, text: string, start: number): boolean =>
  text.charCodeAt(start + raw.length) === EQUALS && text.startsWith(raw, start)

/** Names in an order in which a form can have them. Which ones may follow shows in what they all are. */
class Step {
  readonly name: Name
  readonly before: Step | null
  readonly #depth: number
  readonly #next = new Map<string, Step>()
  /** The one that came next when it was looked for last. */
  likely: Step | null = null

  constructor(name: Name, before: Step | null, depth: number) {
    this.name = name
    this.before = before
    this.#depth = depth
  }

  find(raw: string): Step | undefined {
    const found = this.#next.get(raw)
    if (found !== undefined) this.likely = found
    return found
  }

  /** Null where it is not remembered. */
  remember(name: Name): Step | null {
    if (this.#depth === DEPTH_MAX || name.raw.length > RAW_CHARS_MAX) return null
    if (++steps > STEPS_MAX) forgetSteps()
    this.likely = new Step(name, this, this.#depth + 1)
    this.#next.set(name.raw, this.likely)
    return this.likely
  }
}

const NO_NAME: Name = { raw: '', text: '', why: null, holders: [] }
let steps = 0
let firstOnce = new Step(NO_NAME, null, 0)
let firstRepeated = new Step(NO_NAME, null, 0)

const firstStep = (repeat: boolean): Step => (repeat ? firstRepeated : firstOnce)

function forgetSteps(): void {
  steps = 0
  firstOnce = new Step(NO_NAME, null, 0)
  firstRepeated = new Step(NO_NAME, null, 0)
}

/** Null where its escapes can't be read. */
const readName = remembered((raw): Name | null => {
  const text = decoded(raw)
  if (text === null) return null
  const why = nameFault(text)
  return { raw, text, why, holders: why === null ? holdersOf(text) : [] }
})

function holdersOf(name: string): readonly Holder[] {
  const holders: Holder[] = []
  for (let open = name.indexOf('['); open >= 0; open = name.indexOf('[', open + 1))
    holders.push({ text: name.slice(0, open), shape: name.charCodeAt(open + 1) === 0x5d ? 'list' : 'members' })
  return holders
}

export const BAD_ESCAPE = 'an escape is not % and two hexadecimal digits, or is not UTF-8'

/** The text of a name or value as it is written; null where its escapes can't be read. */
export function decoded(raw: string): string | null {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return null
  }
}

/** What stands at a name: a value, a list written `name[]`, or members `name[a]`. Two at once can be read in two ways. */
type Shape = 'value' | Holder['shape']

class Shapes {
  readonly #byName = new Map<string, Shape>()
  readonly #repeat: boolean
  constructor(repeat: boolean) {
    this.#repeat = repeat
  }

  add({ text, holders }: Name): string | null {
    for (const holder of holders) {
      const earlier = this.#byName.get(holder.text)
      if (earlier !== undefined && earlier !== holder.shape) return conflict(holder.text)
      if (earlier === undefined) this.#byName.set(holder.text, holder.shape)
      if (holder.shape === 'list') return null
    }
    const earlier = this.#byName.get(text)
    if (earlier !== undefined && earlier !== 'value') return conflict(text)
    if (earlier !== undefined && !this.#repeat) return `${shown(text)} stands twice`
    if (earlier === undefined) this.#byName.set(text, 'value')
    return null
  }
}

/** Of the names that led to a step. */
function shapesAt(step: Step | null, repeat: boolean): Shapes {
  const names: Name[] = []
  for (let at = step; at !== null && at.before !== null; at = at.before) names.push(at.name)
  const shapes = new Shapes(repeat)
  for (const name of names.toReversed()) shapes.add(name)
  return shapes
}

const conflict = (name: string): string => `${shown(name)} stands both as one value and as a list or object`

/** Long enough to find the field, short enough for a message. */
const shown = (name: string): string => (name.length <= 64 ? name : `${name.slice(0, 64)}…`)
