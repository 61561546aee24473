/** Texts of a definition, each with its own form. */
import {
  CODES,
  isMoneyClass,
  type Method,
  MONEY_CLASSES,
  type MoneyClass,
  nearest,
  parseDuration,
} from '@keybrake/core'
import { type Decimal, decimalOf } from '../cost/decimal.ts'
import { parsePath, type Path } from '../path.ts'
import { leaf, type Schema, Wrong } from './schema.ts'

/** @param what the form in words, for faults and for the page */
export const matching = (form: RegExp, what: string): Schema<string> =>
  leaf(what, (text) => (form.test(text) ? text : new Wrong(`must be ${what}, not ${shown(text)}`)))

export const oneOf = <T extends string>(words: readonly T[]): Schema<T> =>
  leaf(words.map((word) => `\`${word}\``).join(', '), (text) => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    const near = nearest(text, words)
    return new Wrong(near === null ? `must be one of ${words.join(', ')}, not ${shown(text)}` : `did you mean ${near}?`)
  })

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

export const sentence = leaf('sentence', (text) =>
  /^\S.{0,400}[.?!]$/s.test(text) ? text : new Wrong('must be a sentence that ends with a full stop'),
)
export const words = leaf('text', (text) => (text.trim() === '' ? new Wrong('must not be empty') : text))
export const flag: Schema<boolean> = leaf('`true` or `false`', (text) =>
  text === 'true' || text === 'false' ? text === 'true' : new Wrong('must be true or false'),
)
export const whole = (min: number, max: number): Schema<number> =>
  leaf(`whole number from ${min} to ${max}`, (text) => {
    const value = /^(?:0|[1-9][0-9]{0,14})$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
    return value >= min && value <= max ? value : new Wrong(`must be a whole number from ${min} to ${max}`)
  })

export const decimal: Schema<Decimal> = leaf('decimal', (text) => {
  const value = decimalOf(text)
  return value === null || value.digits < 0n ? new Wrong(`must be a decimal such as 0.0013, not ${shown(text)}`) : value
})

export const path: Schema<Path> = leaf('path', (text) => {
  const parsed = parsePath(text)
  return parsed ?? new Wrong(`must be a path such as a.b or items[].price, not ${shown(text)}`)
})

export const duration: Schema<number> = leaf(
  'duration such as `24h`',
  (text) => parseDuration(text) ?? new Wrong('must be a duration such as 24h'),
)

export const date = matching(/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/, 'a date such as 2026-11-24')

export const moneyClass: Schema<MoneyClass> = leaf('class of money', (text) => {
  if (isMoneyClass(text)) return text
  const near = nearest(text, MONEY_CLASSES)
  return new Wrong(near === null ? `must be one of ${MONEY_CLASSES.join(', ')}` : `did you mean ${near}?`)
})

export interface RequestLine {
  readonly method: Method
  /** Variable segments stand as `{id}`. */
  readonly path: string
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies readonly Method[]
const SEGMENT = /^(?:[A-Za-z0-9._~:@!$&'()*+,=-]+|\{[a-z_]+\})$/

export const requestLine: Schema<RequestLine> = leaf('`METHOD /path/{id}`', (text) => {
  const [method = '', line = '', ...more] = text.split(' ')
  if (!METHODS.includes(method)) return new Wrong(`must begin with one of ${METHODS.join(', ')}`)
  const segments = line.slice(1).split('/')
  if (more.length > 0 || !line.startsWith('/') || !segments.every((segment) => SEGMENT.test(segment)))
    return new Wrong('must be METHOD and a path such as POST /v1/charges/{id}/refund')
  if (segments.some((segment) => segment === '.' || segment === '..')) return new Wrong('must have no dot segments')
  return {
    method: method as Method,
    path: `/${segments.map((segment) => (segment.startsWith('{') ? '{id}' : segment)).join('/')}`,
  }
})

export const origin: Schema<string> = leaf('origin such as `https://api.example.com`', (text) => {
  const url = URL.parse(text.replace(VARIABLE, 'x'))
  const bare = url !== null && url.protocol === 'https:' && `${url.origin}/` === url.href && !text.endsWith('/')
  return bare ? text : new Wrong('must be an https origin such as https://api.example.com, without path or credentials')
})

/** A setting of the connection inside an origin: `https://{shop}.myshopify.com`. It can be one label of the host only. */
export const VARIABLE = /\{([a-z][a-z0-9_]*)\}/g

const HEADER = /^[a-z0-9][a-z0-9-]{0,63}$/
export const headerName = matching(HEADER, 'a header name in lower case')

export const codeOrStatus = (text: string): string | Wrong => {
  if (text === 'other' || /^[45][0-9]{2}$/.test(text) || Object.hasOwn(CODES, text)) return text
  const near = nearest(text, Object.keys(CODES))
  return new Wrong(`must be a code of a refusal, a status or other${near === null ? '' : `; did you mean ${near}?`}`)
}

export const named =
  (form: RegExp, what: string) =>
  (text: string): string | Wrong =>
    form.test(text) ? text : new Wrong(`must be ${what}`)
