/**
 * The vendor's real secret: from stdin, a file, the environment or a hidden question. Never an argument, which every user of
 * the machine can read in the list of processes.
 */
import type { GivenSecret } from '@keybrake/client'
import type { Cli } from '../cli.ts'
import { usage } from '../fault.ts'
import type { Given } from '../given.ts'
import { option } from '../verb.ts'
import { objectIn, textIn } from './fields.ts'

export const SECRET_OPTIONS = [
  option('--secret-stdin', 'read the secret from stdin: one text, or a JSON object of its fields'),
  option('--secret-file <[field=]path>', 'read it from a file; once for each field', { repeats: true }),
  option('--secret-env <[field=]name>', 'read it from a variable of the environment; once for each field', {
    repeats: true,
  }),
]

const FLAGS = '--secret-stdin, --secret-file or --secret-env'

/** Null where no flag speaks of a secret. */
export function secretFrom(cli: Cli, given: Given): GivenSecret | null {
  const parts = [
    ...given
      .texts('secretFile')
      .map((text) => named(text, '--secret-file', (path) => textIn(path, '--secret-file').trim())),
    ...given.texts('secretEnv').map((text) => named(text, '--secret-env', (name) => variable(cli, name))),
  ]
  if (given.flag('secretStdin')) {
    if (parts.length > 0) throw usage(`the secret comes in one way: ${FLAGS}`)
    const text = textIn('-', '--secret-stdin').trim()
    return text.startsWith('{') ? (objectIn(text, 'stdin') as Record<string, string>) : needed(text, 'stdin')
  }
  const [first, second] = parts
  if (first === undefined) return null
  if (first.field === null && second === undefined) return first.value
  if (parts.some(({ field }) => field === null))
    throw usage(`a secret of several parts names each: --secret-env auth_token=TWILIO_AUTH_TOKEN`)
  return Object.fromEntries(parts.map(({ field, value }) => [field, value]))
}

/** The same, or a question where a person can be asked. */
export async function needSecret(cli: Cli, given: Given): Promise<GivenSecret> {
  const secret = secretFrom(cli, given)
  if (secret !== null) return secret
  if (!cli.streams.stdin.isTTY || !cli.streams.stderr.isTTY) throw usage(`the vendor’s secret is needed: ${FLAGS}`)
  const { askSecret } = await import('../ask.ts')
  return askSecret(cli.streams, 'The vendor’s secret (it is not shown)')
}

/** What `--dry-run` shows in its place. */
export const HIDDEN_SECRET = '…'

interface Part {
  readonly field: string | null
  readonly value: string
}

function named(text: string, flag: string, read: (source: string) => string): Part {
  const [, field = null, source = ''] = /^(?:([a-z_]+)=)?(.*)$/s.exec(text) ?? []
  return { field, value: needed(read(source), `${flag} ${text}`) }
}

const variable = ({ env }: Cli, name: string): string => {
  const value = env[name]
  if (value === undefined) throw usage(`--secret-env: ${name} is not set`)
  return value.trim()
}

function needed(value: string, source: string): string {
  if (value === '') throw usage(`${source} holds no secret`)
  return value
}
