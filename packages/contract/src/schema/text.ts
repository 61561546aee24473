import { leaf, wrong } from './leaf.ts'

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

export const isPlainText = (text: string): boolean => !CONTROL.test(text) && text.isWellFormed()

/** A text of 1 to `charsMax` characters without control characters. */
export const text = (charsMax: number, description?: string) =>
  leaf(
    { type: 'string', minLength: 1, maxLength: charsMax, ...(description === undefined ? {} : { description }) },
    (value) => {
      if (typeof value !== 'string') return wrong('must be a string')
      if (value === '') return wrong('must not be empty')
      if (value.length > charsMax) return wrong(`must have at most ${charsMax} characters`)
      return isPlainText(value) ? value : wrong('must not contain control characters')
    },
  )

export const flag = (description: string) =>
  leaf({ type: 'boolean', description }, (value) =>
    typeof value === 'boolean' ? value : wrong('must be true or false'),
  )

export function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return leaf({ enum: [...values], description }, (value): T[number] | ReturnType<typeof wrong> => {
    const found = values.find((allowed) => allowed === value)
    return found ?? wrong(`must be one of ${values.join(', ')}`)
  })
}

/** A list of distinct texts. */
export const texts = (options: {
  readonly min: number
  readonly max: number
  readonly charsMax: number
  readonly description: string
}) =>
  leaf(
    {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: options.charsMax },
      minItems: options.min,
      maxItems: options.max,
      description: options.description,
    },
    (value): readonly string[] | ReturnType<typeof wrong> => {
      if (!Array.isArray(value)) return wrong('must be a list of strings')
      if (value.length < options.min)
        return wrong(`must have at least ${options.min} ${options.min === 1 ? 'entry' : 'entries'}`)
      if (value.length > options.max) return wrong(`must have at most ${options.max} entries`)
      const items: unknown[] = value
      for (const item of items) {
        if (typeof item !== 'string' || item === '') return wrong('must be a list of strings, none of them empty')
        if (item.length > options.charsMax || !isPlainText(item))
          return wrong(`has an entry that is longer than ${options.charsMax} characters or has control characters`)
      }
      return [...new Set(items as string[])]
    },
  )

export const TAG_NAME = /^[A-Za-z0-9_.-]{1,64}$/
const TAGS_MAX = 16

export const tags = leaf(
  {
    type: 'object',
    maxProperties: TAGS_MAX,
    propertyNames: { pattern: TAG_NAME.source },
    additionalProperties: { type: 'string', maxLength: 256 },
    description: 'Names and values that stand on every audit row of the key and can be filtered by.',
  },
  (value): Readonly<Record<string, string>> | ReturnType<typeof wrong> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return wrong('must be an object of strings')
    const entries = Object.entries(value as Record<string, unknown>)
    if (entries.length > TAGS_MAX) return wrong(`must have at most ${TAGS_MAX} tags`)
    for (const [name, tag] of entries) {
      if (!TAG_NAME.test(name)) return wrong('has a name that is not 1 to 64 letters, digits, "_", "." or "-"')
      if (typeof tag !== 'string' || tag.length > 256 || !isPlainText(tag))
        return wrong(`${name} must be a string of at most 256 characters without control characters`)
    }
    return Object.fromEntries(entries) as Record<string, string>
  },
)
