/** Caps: of keys, budgets and connections. */
import { usage } from '../fault.ts'
import type { Given } from '../given.ts'
import { option } from '../verb.ts'
import { type Body, type Field, field } from './fields.ts'

const none = { canBeNone: true } as const

export const CAPS: readonly Field[] = [
  field('--hourly, --hourly-usd-cap <usd>', 'hourly_usd_cap', 'text', 'at most so much in each hour', none),
  field('--daily, --daily-usd-cap <usd>', 'daily_usd_cap', 'text', 'at most so much in each 24 hours', none),
  field('--monthly, --monthly-usd-cap <usd>', 'monthly_usd_cap', 'text', 'at most so much in each 30 days', none),
  field('--total, --total-usd-cap <usd>', 'total_usd_cap', 'text', 'at most so much in all', none),
]

export const DAY_RULE: readonly Field[] = [
  field(
    '--daily-reset <when>',
    'daily_reset',
    'text',
    'days count from the issue (anchor) or by the calendar (midnight)',
    {
      choices: ['anchor', 'midnight'],
    },
  ),
  field('--timezone <zone>', 'timezone', 'text', 'whose midnight: an IANA name'),
]

export const LIMITS: readonly Field[] = [
  field('--max-usd-per-call <usd>', 'max_usd_per_call', 'text', 'at most so much for one call', none),
  field('--max-calls <n>', 'max_calls', 'whole', 'at most so many calls that can cost', none),
  field('--max-concurrent-calls <n>', 'max_concurrent_calls', 'whole', 'at most so many calls at once', none),
  field(
    '--rate, --rate-limit <rate>',
    'rate_limit',
    'text',
    'at most so many calls a second, minute, hour or day: 60/m',
    none,
  ),
]

/** Beside the key's own caps: `--cap refund=50`, `--cap refund.daily=10`. */
export const CLASS_CAPS = option(
  '--cap <class[.window]=usd>',
  'a cap on one class of money: refund=50 in all, refund.daily=10 a day',
  { repeats: true },
)

const WINDOWS: ReadonlyMap<string, string> = new Map(
  ['hourly', 'daily', 'monthly', 'total'].map((window) => [window, `${window}_usd_cap`]),
)

export function classCapsOf(given: Given, isChange: boolean): Body {
  const caps: Record<string, Body | null> = {}
  for (const text of given.texts('cap')) {
    const [, moneyClass, window = 'total', amount = ''] = /^([a-z_]+)(?:\.([a-z]+))?=(.+)$/.exec(text) ?? []
    const name = WINDOWS.get(window)
    if (moneyClass === undefined || name === undefined)
      throw usage(
        `--cap needs <class>=<usd> or <class>.<hourly|daily|monthly|total>=<usd>, not ${JSON.stringify(text)}`,
      )
    const isNone = isChange && amount === 'none'
    if (isNone && !text.includes('.')) caps[moneyClass] = null
    else caps[moneyClass] = { ...caps[moneyClass], [name]: isNone ? null : amount }
  }
  return Object.keys(caps).length === 0 ? {} : { caps }
}
