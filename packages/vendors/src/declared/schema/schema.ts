/**
 * How a part of a definition is read: a schema turns a node into a value, or leaves a fault with its place. It also says
 * what it takes, so that the reference page is written from the very thing that reads.
 */
import type { Fault, Node, Place } from '../tree.ts'

export interface Schema<T> {
  /** What is taken, in a few words: `decimal text`, `list of paths`. */
  readonly form: string
  /** The object schemas found in it, for the reference page. */
  readonly parts: readonly Section[]
  /** Undefined: not readable, and the fault is noted. */
  read(node: Node, reading: Reading): T | undefined
}

/** An object as the reference page shows it. */
export interface Section {
  readonly title: string
  readonly about: string
  readonly fields: readonly SectionField[]
}

export interface SectionField {
  readonly name: string
  readonly form: string
  readonly required: boolean
  readonly about: string
  readonly parts: readonly Section[]
}

/** The faults found so far, and the way to where reading is. */
export class Reading {
  readonly faults: Fault[]
  readonly #way: string

  constructor(faults: Fault[] = [], way = '') {
    this.faults = faults
    this.#way = way
  }

  member(name: string): Reading {
    return new Reading(this.faults, this.#way === '' ? name : `${this.#way}.${name}`)
  }

  item(index: number): Reading {
    return new Reading(this.faults, `${this.#way}[${index}]`)
  }

  fault({ line, column }: Place, message: string): undefined {
    this.faults.push({ line, column, field: this.#way, message })
    return undefined
  }
}

const KINDS = { text: 'a text', list: 'a list', map: 'a map of fields' } as const

export const notOfKind = (node: Node, wanted: string, reading: Reading): undefined =>
  reading.fault(node.place, `must be ${wanted}, not ${KINDS[node.kind]}`)

/** @param read gives the value, or says what is wrong */
export const leaf = <T>(form: string, read: (text: string) => T | Wrong): Schema<T> => ({
  form,
  parts: [],
  read(node, reading) {
    if (node.kind !== 'text') return notOfKind(node, form, reading)
    const value = read(node.text)
    return value instanceof Wrong ? reading.fault(node.place, value.why) : value
  },
})

/** Why a text is none of what a leaf takes. */
export class Wrong {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** A check over a whole value, with the places of what it was read from. */
export const checked = <T>(
  schema: Schema<T>,
  check: (value: T, node: Node, reading: Reading) => boolean,
): Schema<T> => ({
  ...schema,
  read(node, reading) {
    const value = schema.read(node, reading)
    return value === undefined || !check(value, node, reading) ? undefined : value
  },
})

export const mapped = <T, U>(schema: Schema<T>, to: (value: T) => U): Schema<U> => ({
  form: schema.form,
  parts: schema.parts,
  read(node, reading) {
    const value = schema.read(node, reading)
    return value === undefined ? undefined : to(value)
  },
})
