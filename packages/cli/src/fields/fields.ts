/** Options that are fields of a request: each flag says which, and how its text is read. */
import { readFileSync } from 'node:fs'
import { usage } from '../fault.ts'
import type { Given } from '../given.ts'
import { type OptionSpec, option } from '../verb.ts'

export type Body = Record<string, unknown>

export interface Field {
  readonly flags: string
  readonly description: string
  /** The request's field. */
  readonly field: string
  /**
   * `text` goes as it stands (money too: the server reads decimal text to the last digit), `whole` as a number, `list` once
   * for each time the flag stands, `pairs` as an object of `name=value`, `yes` as true.
   */
  readonly kind: 'text' | 'whole' | 'list' | 'pairs' | 'yes'
  readonly choices?: readonly string[]
  /** In a change, `none` takes a bound away. */
  readonly canBeNone?: boolean
}

export const field = (
  flags: string,
  name: string,
  kind: Field['kind'],
  description: string,
  more: Pick<Field, 'choices' | 'canBeNone'> = {},
): Field => ({ flags, field: name, kind, description, ...more })

export const optionsOf = (fields: readonly Field[]): readonly OptionSpec[] =>
  fields.map(({ flags, description, kind, choices }) =>
    option(flags, description, {
      ...(kind === 'list' || kind === 'pairs' ? { repeats: true } : {}),
      ...(choices === undefined ? {} : { choices }),
    }),
  )

/** The same fields for a change. */
export const changeable = (fields: readonly Field[]): readonly Field[] =>
  fields.map((each) =>
    each.canBeNone === true ? { ...each, description: `${each.description}; none takes it away` } : each,
  )

/** @param isChange whether `none` means null */
export function readFields(given: Given, fields: readonly Field[], isChange: boolean): Body {
  const body: Body = {}
  for (const each of fields) {
    const value = valueOf(given, each, isChange)
    if (value !== undefined) body[each.field] = value
  }
  return body
}

function valueOf(given: Given, { flags, kind, canBeNone }: Field, isChange: boolean): unknown {
  const { name, flag } = namesOf(flags)
  if (kind === 'yes') return given.flag(name) ? true : undefined
  if (kind === 'list') return given.texts(name).length === 0 ? undefined : [...given.texts(name)]
  if (kind === 'pairs') return pairsOf(given.texts(name), flag)
  const text = given.text(name)
  if (text === null) return undefined
  if (isChange && canBeNone === true && text === 'none') return null
  return kind === 'whole' ? given.whole(name, flag) : text
}

/** commander names an option by its last long flag, in camel case. */
export function namesOf(flags: string): { readonly name: string; readonly flag: string } {
  const flag = [...flags.matchAll(/--[a-z-]+/g)].map(([text]) => text).at(-1) ?? flags
  return { flag, name: flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) }
}

export function pairsOf(texts: readonly string[], flag: string): Record<string, string> | undefined {
  if (texts.length === 0) return undefined
  const pairs = texts.map((text): readonly [string, string] => {
    const at = text.indexOf('=')
    if (at < 1) throw usage(`${flag} needs <name>=<value>, not ${JSON.stringify(text)}`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return Object.fromEntries(pairs)
}

export const FROM_FILE = option(
  '--from <file>',
  'the request’s JSON from a file, or from stdin with -; flags stand over it',
)

/** The body that `--from` gives, or an empty one. */
export function bodyFrom(given: Given): Body {
  const path = given.text('from')
  if (path === null) return {}
  return objectIn(textIn(path, '--from'), path)
}

/** @param path `-` is stdin */
export function textIn(path: string, flag: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw usage(`${flag}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
  }
}

export function objectIn(text: string, source: string): Body {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw usage(`${source} is not JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage(`${source} must hold one JSON object`)
  return value as Body
}
