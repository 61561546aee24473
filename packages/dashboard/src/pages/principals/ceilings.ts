/** The ceilings of an issuer: the form's texts ⇄ the request, and each as a phrase for people. */
import { bareAmount } from '../amount-text.ts'

export interface CeilingForm {
  readonly vendors: string
  readonly maxCap: string
  readonly maxTtl: string
  readonly outstanding: string
  readonly daily: string
  readonly perMinute: string
  /** One entry a line. */
  readonly endpoints: string
}

export const EMPTY_CEILINGS: CeilingForm = {
  vendors: '',
  maxCap: '',
  maxTtl: '',
  outstanding: '',
  daily: '',
  perMinute: '',
  endpoints: '',
}

/** The member of `ceilings` that each field becomes; where a problem blames it, that is the field. */
export const CEILING_WIRE: Readonly<Record<keyof CeilingForm, string>> = {
  vendors: 'vendors',
  maxCap: 'max_usd_cap',
  maxTtl: 'max_ttl',
  outstanding: 'max_outstanding_usd',
  daily: 'daily_usd_cap',
  perMinute: 'keys_per_minute',
  endpoints: 'allowed_endpoints',
}

const listOf = (text: string, separator: RegExp): readonly string[] =>
  text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '')

export function ceilingsOf(form: CeilingForm): Readonly<Record<string, unknown>> {
  const vendors = listOf(form.vendors, /[,\s]+/)
  const endpoints = listOf(form.endpoints, /\n/)
  const amounts = (['maxCap', 'outstanding', 'daily'] as const).flatMap((name) =>
    form[name].trim() === '' ? [] : [[CEILING_WIRE[name], bareAmount(form[name])]],
  )
  return {
    ...(vendors.length === 0 ? {} : { vendors }),
    ...Object.fromEntries(amounts),
    ...(form.maxTtl.trim() === '' ? {} : { max_ttl: form.maxTtl.trim() }),
    ...(/^\d+$/.test(form.perMinute.trim()) ? { keys_per_minute: Number.parseInt(form.perMinute, 10) } : {}),
    ...(endpoints.length === 0 ? {} : { allowed_endpoints: endpoints }),
  }
}

const PHRASES: Readonly<Record<string, (value: unknown) => string>> = {
  vendors: (value) => `only ${listText(value)}`,
  connections: (value) => `only ${listText(value)}`,
  allowed_endpoints: (value) => `only endpoints within ${listText(value)}`,
  max_usd_cap: (value) => `a key up to $${String(value)}`,
  max_ttl: (value) => `for at most ${String(value)}`,
  max_outstanding_usd: (value) => `$${String(value)} outstanding at most`,
  daily_usd_cap: (value) => `$${String(value)} a day in all`,
  keys_per_minute: (value) => `${String(value)} keys a minute`,
  budgets: (value) => `budgets ${listText(value)}`,
  required_budgets: (value) => `always on ${listText(value)}`,
  accounts: (value) => `accounts ${listText(value)}`,
  opened_endpoints: (value) => `may open ${listText(value)}`,
  allow: (value) => `may issue ${listText(value)}`,
}

const listText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : JSON.stringify(value))

/** One phrase a ceiling; what this page has no phrase for is shown as it is. */
export const ceilingPhrases = (ceilings: Readonly<Record<string, unknown>> | null): readonly string[] =>
  Object.entries(ceilings ?? {}).map(([name, value]) => PHRASES[name]?.(value) ?? `${name} ${JSON.stringify(value)}`)
