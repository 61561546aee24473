/** Real vendor secrets in an environment: an agent that has one needs no proxy, and no cap holds it. */
import { readFileSync } from 'node:fs'
import { usage } from '../../fault.ts'
import type { Environment } from '../../output/terminal.ts'
import { fail, type Finding, ok } from './finding.ts'

/** Names by which SDKs find a secret by themselves. */
const NAMES: ReadonlySet<string> = new Set([
  ...['STRIPE_SECRET_KEY', 'STRIPE_API_KEY', 'STRIPE_KEY', 'STRIPE_RESTRICTED_KEY'],
  ...['TWILIO_AUTH_TOKEN', 'TWILIO_API_SECRET', 'TWILIO_API_KEY_SECRET'],
  ...['RESEND_API_KEY', 'RESEND_KEY'],
])
/** What secrets look like under any name. */
const FORMS: readonly RegExp[] = [/^[sr]k_(live|test)_[A-Za-z0-9]{8,}/, /^re_[A-Za-z0-9]{6,}_?[A-Za-z0-9]*$/]
const FILE = '_FILE'
/** In their place an agent may hold this. */
const VAULT_KEY = 'vault_key_'

/** Names of the variables that hold one, or the path of a file with one that this user can read. */
export function secretsIn(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (value === '' || value.startsWith(VAULT_KEY)) return []
    if (NAMES.has(name) || FORMS.some((form) => form.test(value))) return [name]
    return name.endsWith(FILE) && NAMES.has(name.slice(0, -FILE.length)) && isReadable(value) ? [name] : []
  })
}

function isReadable(path: string): boolean {
  try {
    return readFileSync(path).length > 0
  } catch {
    return false
  }
}

export function checkEnvironment(env: Environment, whose: string): Finding {
  const check = `vendor secrets in ${whose}`
  const names = secretsIn(env)
  if (names.length === 0) return ok(check, 'none')
  return fail(
    check,
    names.join(', '),
    `start agents without them: env ${names.map((name) => `-u ${name}`).join(' ')} <command>; they need a vault key only`,
  )
}

/** @throws Fault where there is no such process to look at */
export function environmentOf(pid: number): Environment {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? 'there is no such process here'
        : code === 'EACCES'
          ? 'it belongs to another user'
          : (code ?? 'error')
    throw usage(`--pid ${pid}: its environment cannot be read: ${why}`)
  }
  const pairs = text.split('\0').filter((pair) => pair.includes('='))
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}
