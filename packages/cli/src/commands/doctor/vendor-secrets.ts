/** Real vendor secrets in an environment: an agent that has one needs no proxy, and no cap holds it. */
import { readFileSync } from 'node:fs'
import { usage } from '../../fault.ts'
import type { Environment } from '../../output/terminal.ts'
import { fail, type Finding, ok, warn } from './finding.ts'

/** Which secrets: the names by which SDKs find them by themselves, and what they look like under any name. */
interface Secrets {
  readonly names: ReadonlySet<string>
  readonly forms: readonly RegExp[]
}

const MONEY: Secrets = {
  names: new Set([
    ...['STRIPE_SECRET_KEY', 'STRIPE_API_KEY', 'STRIPE_KEY', 'STRIPE_RESTRICTED_KEY'],
    ...['TWILIO_AUTH_TOKEN', 'TWILIO_API_SECRET', 'TWILIO_API_KEY_SECRET'],
    ...['RESEND_API_KEY', 'RESEND_KEY', 'SENDGRID_API_KEY', 'POSTMARK_SERVER_TOKEN', 'POSTMARK_API_TOKEN'],
    ...['LOB_API_KEY', 'PLAID_SECRET', 'SHOPIFY_ACCESS_TOKEN', 'SHOPIFY_ADMIN_ACCESS_TOKEN', 'TELNYX_API_KEY'],
  ]),
  forms: [
    /^(?:sk|rk|sk_org)_(?:live|test)_[A-Za-z0-9]{8,}/,
    /^re_[A-Za-z0-9]{6,}_?[A-Za-z0-9]*$/,
    /^SG\.[\w-]{16,}\.[\w-]{16,}$/,
    /^shp(?:at|ca|pa|ss)_[0-9a-f]{32}$/,
  ],
}

/** Of language models. Most agents hold one for themselves, so it is told and fails nothing. */
const MODELS: Secrets = {
  names: new Set(['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']),
  forms: [/^sk-(?:ant|proj|svcacct|admin)-[\w-]{8,}/],
}

const FILE = '_FILE'
const SCHEME = /^(?:Bearer|Basic) +/i
/** In their place an agent may hold this. */
const VAULT_KEY = 'vault_key_'

/** Names of the variables that hold one, or the path of a file with one that this user can read. */
function secretsIn(env: Environment, { names, forms }: Secrets): readonly string[] {
  return Object.entries(env).flatMap(([name, text = '']) => {
    const value = text.trim().replace(SCHEME, '')
    if (value === '' || value.startsWith(VAULT_KEY)) return []
    if (names.has(name) || forms.some((form) => form.test(value))) return [name]
    return name.endsWith(FILE) && names.has(name.slice(0, -FILE.length)) && isReadable(text) ? [name] : []
  })
}

function isReadable(path: string): boolean {
  try {
    return readFileSync(path).length > 0
  } catch {
    return false
  }
}

/** @param whose `this shell`, `process 12` */
export function checkEnvironment(env: Environment, whose: string): readonly Finding[] {
  const money = secretsIn(env, MONEY)
  const models = secretsIn(env, MODELS)
  return [
    money.length === 0
      ? ok(`vendor secrets in ${whose}`, 'none')
      : fail(
          `vendor secrets in ${whose}`,
          money.join(', '),
          `start agents without them: env ${money.map((name) => `-u ${name}`).join(' ')} <command>; they need a vault key only`,
        ),
    ...(models.length === 0
      ? []
      : [
          warn(
            `keys of language models in ${whose}`,
            models.join(', '),
            'no cap holds what is spent with them; to bound it, connect the vendor and give agents a vault key for it',
          ),
        ]),
  ]
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
