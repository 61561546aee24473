/** Options that many commands share. */
import { type OptionSpec, option, type Verb } from './verb.ts'
import type { Given } from './given.ts'
import { FORMATS } from './output/output.ts'

const COLOUR = option('--no-color', 'no colours (so do NO_COLOR and TERM=dumb; FORCE_COLOR asks for them)')
const FORM: readonly OptionSpec[] = [
  option('-o, --output <form>', 'the form of the output; table unless told', { choices: FORMATS }),
  option('--json', 'the same as -o json'),
  COLOUR,
]
export const DATA_DIR = option('--data-dir <folder>', 'the server’s data folder (KEYBRAKE_DATA_DIR)')
/** Which Keybrake is asked. */
export const SERVER: readonly OptionSpec[] = [
  option('--url <url>', 'where Keybrake is (KEYBRAKE_URL; http://127.0.0.1:8787 unless told)'),
  option('--data-dir <folder>', 'where to look for the admin-key of a Keybrake on this machine (KEYBRAKE_DATA_DIR)'),
  option('--timeout <seconds>', 'how long to wait for an answer; 30 unless told'),
]
const DRY = option('--dry-run', 'show what would be sent, and change nothing')
const YES = option('-y, --yes', 'do not ask')

export const REASON = option('--reason <text>', 'why; stands in the audit log')
/** Live ones, by how little is left of their tightest cap. */
export const NEAREST = option('--nearest', 'live ones only, the nearest to a cap first')
export const nearest = (given: Given): { readonly sort?: 'nearest' } =>
  given.flag('nearest') ? { sort: 'nearest' } : {}
export const PAGE: readonly OptionSpec[] = [
  option('--limit <n>', 'at most so many; 100 unless told'),
  option('--all', 'all of them'),
]

export function commonOptions({ kind }: Verb): readonly OptionSpec[] {
  if (kind === 'bare') return []
  if (kind === 'local') return FORM
  const reading = [...FORM, ...SERVER]
  if (kind === 'reads') return reading
  return kind === 'changes' ? [DRY, ...reading] : [YES, DRY, ...reading]
}
