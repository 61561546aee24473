/** Amounts in other currencies are counted by a dated table, with a margin that grows with its age (SPEC section 6). */
import type { Connection } from '@keybrake/client'
import { FX_DATE } from '@keybrake/server/offline'
import { fail, type Finding, ok, warn } from './finding.ts'

const MONTH_MS = (365.25 / 12) * 86_400_000
const FRESH_MONTHS = 3
const MONTHS_MAX = 24
const BASE_MARGIN_PERCENT = 3

/** Only Stripe's amounts come in the currencies of its customers. */
export function checkRates({ name, vendor, settings, sandbox }: Connection, nowMs: number): readonly Finding[] {
  if (vendor !== 'stripe' || sandbox) return []
  const check = `exchange rates of ${name}`
  const date = settings['fx_as_of'] ?? FX_DATE
  const months = Math.ceil((nowMs - Date.parse(date)) / MONTH_MS)
  const found = `of ${date}: amounts in other currencies count ${BASE_MARGIN_PERCENT + months} % more`
  const fix = `set those you use anew: keybrake connections update ${name} --setting fx_eur=<units a USD> --setting fx_as_of=<date>`
  if (!(months <= MONTHS_MAX)) return [fail(check, `of ${date}: too old, so other currencies are refused`, fix)]
  return [months > FRESH_MONTHS ? warn(check, found, fix) : ok(check, found)]
}
