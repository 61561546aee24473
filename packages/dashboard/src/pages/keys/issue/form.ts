/** The issue form's state, the request it becomes, and which field of it a problem blames. */
import { parseDuration, parseRateLimit } from '@keybrake/core'
import { amountOf, bareAmount } from '../../amount-text.ts'
import type { KeyPolicy } from '../policy/worst-case.ts'

export interface IssueForm {
  readonly connection: string
  readonly entries: readonly string[]
  readonly label: string
  readonly run: string
  readonly hourly: string
  readonly daily: string
  readonly monthly: string
  readonly total: string
  readonly perCall: string
  /** Caps a day of single classes of money, by class. */
  readonly classDaily: Readonly<Record<string, string>>
  readonly maxCalls: string
  readonly concurrent: string
  readonly rate: string
  readonly expiresIn: string
  readonly budgets: readonly string[]
  /** One `name=value` a line. */
  readonly tags: string
  /** JSON of the parameter rules, or empty. */
  readonly parameters: string
  readonly observe: boolean
  readonly uncapped: boolean
}

export type IssueField = keyof IssueForm

export const EMPTY_FORM: IssueForm = {
  connection: '',
  entries: [],
  label: '',
  run: '',
  hourly: '',
  daily: '',
  monthly: '',
  total: '',
  perCall: '',
  classDaily: {},
  maxCalls: '',
  concurrent: '',
  rate: '',
  expiresIn: '1h',
  budgets: [],
  tags: '',
  parameters: '',
  observe: false,
  uncapped: false,
}

/** The field of the wire that each field of the form becomes. */
const WIRE: Readonly<Record<IssueField, string>> = {
  connection: 'connection',
  entries: 'allowed_endpoints',
  label: 'label',
  run: 'run',
  hourly: 'hourly_usd_cap',
  daily: 'daily_usd_cap',
  monthly: 'monthly_usd_cap',
  total: 'total_usd_cap',
  perCall: 'max_usd_per_call',
  classDaily: 'caps',
  maxCalls: 'max_calls',
  concurrent: 'max_concurrent_calls',
  rate: 'rate_limit',
  expiresIn: 'expires_in',
  budgets: 'budgets',
  tags: 'tags',
  parameters: 'parameters',
  observe: 'mode',
  uncapped: 'uncapped',
}

export type Faults = Readonly<Partial<Record<IssueField, string>>>

const TEXTS = ['connection', 'label', 'run', 'expiresIn', 'rate'] as const
const AMOUNTS = ['hourly', 'daily', 'monthly', 'total', 'perCall'] as const
const COUNTS = ['maxCalls', 'concurrent'] as const

/** What can be told before anything is sent. The server has the last word. */
export function faultsOf(form: IssueForm): Faults {
  const faults: Partial<Record<IssueField, string>> = {}
  if (form.connection === '') faults.connection = 'Choose a connection.'
  if (form.entries.length === 0) faults.entries = 'Allow at least one operation.'
  for (const name of AMOUNTS)
    if (form[name].trim() !== '' && amountOf(form[name]) === null) faults[name] = 'An amount such as 500 or 12.50.'
  if (Object.values(form.classDaily).some((cap) => cap.trim() !== '' && amountOf(cap) === null))
    faults.classDaily = 'Amounts such as 50 or 12.50.'
  for (const name of COUNTS) if (!/^\d*$/.test(form[name].trim())) faults[name] = 'A whole number.'
  if (form.rate.trim() !== '' && parseRateLimit(form.rate.trim()) === null) faults.rate = 'Such as 60/m or 5/s.'
  if (form.expiresIn.trim() !== '' && parseDuration(form.expiresIn.trim()) === null)
    faults.expiresIn = 'Such as 30m, 4h or 7d.'
  if (tagsOf(form.tags) === null) faults.tags = 'One name=value a line.'
  if (rulesOf(form.parameters) === null) faults.parameters = 'A JSON object, such as {"currency": {"in": ["usd"]}}.'
  if (!hasBound(form) && faults.total === undefined) faults.total = 'Set a cap, or draw on a shared budget.'
  return faults
}

const hasBound = (form: IssueForm): boolean =>
  form.uncapped ||
  form.budgets.length > 0 ||
  [form.hourly, form.daily, form.monthly, form.total].some((cap) => cap.trim() !== '')

/** `POST /vault/keys`. Amounts go as decimal text: no float comes between what was typed and what is capped. */
export function requestOf(form: IssueForm): Readonly<Record<string, unknown>> {
  const texts = TEXTS.flatMap((name) => (form[name].trim() === '' ? [] : [[WIRE[name], form[name].trim()]]))
  const amounts = AMOUNTS.flatMap((name) => (form[name].trim() === '' ? [] : [[WIRE[name], bareAmount(form[name])]]))
  const counts = COUNTS.flatMap((name) =>
    form[name].trim() === '' ? [] : [[WIRE[name], Number.parseInt(form[name], 10)]],
  )
  const caps = Object.fromEntries(
    Object.entries(form.classDaily).flatMap(([name, cap]) =>
      cap.trim() === '' ? [] : [[name, { daily_usd_cap: bareAmount(cap) }]],
    ),
  )
  const tags = tagsOf(form.tags) ?? {}
  const parameters = rulesOf(form.parameters) ?? {}
  return {
    ...Object.fromEntries([...texts, ...amounts, ...counts]),
    allowed_endpoints: form.entries,
    ...(Object.keys(caps).length === 0 ? {} : { caps }),
    ...(form.budgets.length === 0 ? {} : { budgets: form.budgets }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(form.observe ? { mode: 'observe' } : {}),
    ...(form.uncapped ? { uncapped: true } : {}),
  }
}

/** Faults of a problem at the fields that caused them; what belongs to none is left in `rest`. */
export function blamed(errors: readonly { readonly pointer: string; readonly message: string }[]): {
  readonly fields: Faults
  readonly rest: readonly string[]
} {
  const fields: Partial<Record<IssueField, string>> = {}
  const rest: string[] = []
  for (const { pointer, message } of errors) {
    const [, member = '', ...path] = pointer.split('/')
    const field = (Object.keys(WIRE) as IssueField[]).find((name) => WIRE[name] === member)
    if (field === undefined) rest.push(`${pointer.slice(1) || 'The request'} ${message}`)
    else fields[field] ??= path.every((step) => /^\d+$/.test(step)) ? message : `${path.join('.')}: ${message}`
  }
  return { fields, rest }
}

/** What the form would allow, for the worst-case sentence. */
export function policyOf(form: IssueForm): KeyPolicy {
  return {
    allowedEndpoints: form.entries,
    caps: {
      hourly: amountOf(form.hourly),
      daily: amountOf(form.daily),
      monthly: amountOf(form.monthly),
      total: amountOf(form.total),
    },
    classCaps: Object.fromEntries(
      Object.entries(form.classDaily).map(([name, cap]) => [
        name,
        { hourly: null, daily: amountOf(cap), monthly: null, total: null },
      ]),
    ),
    maxPerCall: amountOf(form.perCall),
    maxCalls: /^\d+$/.test(form.maxCalls.trim()) ? Number.parseInt(form.maxCalls, 10) : null,
    calendarDays: false,
    lifeMs: parseDuration(form.expiresIn.trim() === '' ? '1h' : form.expiresIn.trim()),
    observe: form.observe,
    unknownCostAllowed: false,
    sharedBudgets: form.budgets,
    run: form.run.trim() === '' ? null : form.run,
  }
}

function tagsOf(text: string): Readonly<Record<string, string>> | null {
  const pairs = text.split('\n').filter((line) => line.trim() !== '')
  const read = pairs.map((line) => {
    const at = line.indexOf('=')
    return at < 1 ? null : ([line.slice(0, at).trim(), line.slice(at + 1).trim()] as const)
  })
  return read.every((pair) => pair !== null) ? Object.fromEntries(read) : null
}

function rulesOf(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
