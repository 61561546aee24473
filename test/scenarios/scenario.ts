/** The shape of `client.json`; `README.md` says what each step means. */
import { readFileSync } from 'node:fs'
import { REPOSITORY } from '../support/product.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface ExpectedError {
  readonly refused?: Fields
  readonly unavailable?: Fields
  readonly admin_error?: Fields
  readonly tool_result?: Fields
}

interface OfKey {
  readonly key: string
}

export type Step =
  | { do: 'issue'; with: Fields; as?: string; idempotency_key?: string; expect?: Fields & ExpectedError }
  | ({ do: 'charge'; customer: string; cents: number; expect?: Fields & ExpectedError } & OfKey)
  | ({ do: 'call'; method: string; path: string; form?: Fields; expect?: Fields & ExpectedError } & OfKey)
  | ({ do: 'spend'; expect: Fields } & OfKey)
  | ({ do: 'audit'; expect: readonly Fields[] } & OfKey)
  | { do: 'executed'; customer: string; expect: Fields }
  | ({ do: 'end_scope' | 'revoke'; expect: Fields } & OfKey)
  | { do: 'revoke_where'; run: string; expect: Fields }
  | ({ do: 'wait_for_expiry' } & OfKey)
  | { do: 'lose_next_answer'; customer: string }
  | { do: 'stop_proxy' }

export interface Scenario {
  readonly name: string
  readonly own_proxy?: boolean
  readonly steps: readonly Step[]
}

/** Each `{name}` is still there: see {@link withWord}. */
export function scenarios(): readonly Scenario[] {
  const text = readFileSync(`${REPOSITORY}test/scenarios/client.json`, 'utf8')
  return (JSON.parse(text) as { readonly scenarios: readonly Scenario[] }).scenarios
}

/** The steps with a word in place of each `{name}`. */
export const withWord = (steps: readonly Step[], word: string): readonly Step[] =>
  JSON.parse(JSON.stringify(steps).replaceAll('{name}', word)) as readonly Step[]
