/** In which mode a connection works, and the secret of a request. */
import type { Connection } from '../../api/types.ts'

export type Mode = 'simulated' | 'test' | 'live' | 'unknown'

/** `sandbox` connections move no money; whether a real secret is a test or a live one only its vendor's form can say. */
export const modeOf = ({ sandbox, mode }: Pick<Connection, 'sandbox' | 'mode'>): Mode =>
  sandbox ? 'simulated' : (mode ?? 'unknown')

export const MODE_WORDS: Readonly<Record<Mode, string>> = {
  simulated: 'simulated: no money moves',
  test: 'test',
  live: 'live',
  unknown: 'real',
}

/** A text where the vendor's secret has one field, else its fields by name. */
export const secretOf = (fields: readonly string[], values: Readonly<Record<string, string>>): unknown => {
  const [only, ...more] = fields
  if (only !== undefined && more.length === 0) return values[only] ?? ''
  return Object.fromEntries(fields.map((name) => [name, values[name] ?? '']))
}
