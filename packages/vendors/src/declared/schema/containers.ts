/** Schemas of what holds other things: objects with known fields, maps with free names, lists, and a choice by kind. */
import { nearest } from '@keybrake/core'
import type { Member, Node } from '../tree.ts'
import { notOfKind, type Reading, type Schema, type Section, Wrong } from './schema.ts'

export interface FieldOf<T> {
  readonly schema: Schema<unknown>
  readonly about: string
  readonly required: boolean
  /** What stands for a field that is left out. */
  readonly absent: T | undefined
  /** Only for its type. */
  readonly value?: T
}

export const required = <T>(schema: Schema<T>, about: string): FieldOf<T> => ({
  schema,
  about,
  required: true,
  absent: undefined,
})

/** @param absent the value where the field is left out */
export const optional = <T, D>(schema: Schema<T>, absent: D, about: string): FieldOf<T | D> => ({
  schema,
  about,
  required: false,
  absent,
})

/** A list that is empty where the field is left out. */
export const several = <T>(item: Schema<T>, about: string): FieldOf<readonly T[]> => optional(listOf(item), [], about)

type Fields = Readonly<Record<string, FieldOf<unknown>>>
export type ValueOf<F> = { readonly [K in keyof F]: F[K] extends FieldOf<infer T> ? T : never }

/** @param title its heading on the reference page */
export function object<F extends Fields>(title: string, about: string, fields: F): Schema<ValueOf<F>> {
  const section: Section = {
    title,
    about,
    fields: Object.entries(fields).map(([name, field]) => ({
      name,
      form: field.schema.form,
      required: field.required,
      about: field.about,
      parts: field.schema.parts,
    })),
  }
  return {
    form: `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`,
    parts: [section],
    read(node, reading) {
      if (node.kind !== 'map') return notOfKind(node, `a map of the fields ${Object.keys(fields).join(', ')}`, reading)
      const known = noUnknown(fields, node.members, reading)
      const value = readFields(fields, node, reading)
      return known ? value : undefined
    },
  }
}

function noUnknown(fields: Fields, members: ReadonlyMap<string, Member>, reading: Reading): boolean {
  const unknown = [...members].filter(([name]) => !Object.hasOwn(fields, name))
  for (const [name, { place }] of unknown) {
    const near = nearest(name, Object.keys(fields))
    const hint = near === null ? ` (known: ${Object.keys(fields).join(', ')})` : `; did you mean ${near}?`
    reading.member(name).fault(place, `is not a field here${hint}`)
  }
  return unknown.length === 0
}

function readFields<F extends Fields>(
  fields: F,
  node: Node & { readonly kind: 'map' },
  reading: Reading,
): ValueOf<F> | undefined {
  const values: Record<string, unknown> = {}
  let complete = true
  for (const [name, field] of Object.entries(fields)) {
    const member = node.members.get(name)
    if (member === undefined) {
      if (field.required) reading.member(name).fault(node.place, 'is missing')
      complete &&= !field.required
      values[name] = field.absent
      continue
    }
    const value = field.schema.read(member.value, reading.member(name))
    complete &&= value !== undefined
    values[name] = value
  }
  return complete ? (values as ValueOf<F>) : undefined
}

export const listOf = <T>(item: Schema<T>, min = 0): Schema<readonly T[]> => ({
  form: `list of ${item.form}`,
  parts: item.parts,
  read(node, reading) {
    if (node.kind !== 'list') return notOfKind(node, `a list of ${plain(item.form)}`, reading)
    if (node.items.length < min) return reading.fault(node.place, `must have at least ${min} entry`)
    const values = node.items.map((one, index) => item.read(one, reading.item(index)))
    return values.some((value) => value === undefined) ? undefined : (values as readonly T[])
  },
})

/** One value, or a list of them. */
export const oneOrMore = <T>(item: Schema<T>): Schema<readonly T[]> => {
  const many = listOf(item, 1)
  return {
    form: `${item.form} or list of them`,
    parts: item.parts,
    read(node, reading) {
      if (node.kind === 'list') return many.read(node, reading)
      const value = item.read(node, reading)
      return value === undefined ? undefined : [value]
    },
  }
}

/** Free names of one form; kept in the order of the file. */
export const mapOf = <T>(
  name: (text: string) => string | Wrong,
  value: Schema<T>,
  form: string,
): Schema<ReadonlyMap<string, T>> => ({
  form,
  parts: value.parts,
  read(node, reading) {
    if (node.kind !== 'map') return notOfKind(node, plain(form), reading)
    const values = new Map<string, T>()
    for (const [text, member] of node.members) {
      const inside = reading.member(text)
      const given = name(text)
      if (given instanceof Wrong) inside.fault(member.place, given.why)
      const read = value.read(member.value, inside)
      if (read !== undefined && !(given instanceof Wrong)) values.set(given, read)
    }
    return values.size === node.members.size ? values : undefined
  },
})

/** Decided by the kind of node alone, so that a fault is always about the form that was meant. */
export const byKind = <T>(choices: {
  readonly text?: Schema<T>
  readonly list?: Schema<T>
  readonly map?: Schema<T>
}): Schema<T> => {
  const schemas = [choices.text, choices.list, choices.map].filter((schema) => schema !== undefined)
  const form = schemas.map((schema) => schema.form).join(', or ')
  return {
    form,
    parts: schemas.flatMap((schema) => schema.parts),
    read(node, reading) {
      const schema = choices[node.kind]
      return schema === undefined ? notOfKind(node, plain(form), reading) : schema.read(node, reading)
    },
  }
}

/** A form without its links. */
const plain = (form: string): string => form.replace(/\[([^\]]*)\]\(#[^)]*\)/g, 'a $1')
