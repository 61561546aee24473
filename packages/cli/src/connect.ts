/** Which Keybrake, and as whom: by flag, by environment, or the one on this machine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Keybrake } from '@keybrake/client'
import { Fault, usage } from './fault.ts'
import type { Given } from './given.ts'
import type { Environment } from './output/terminal.ts'

export const URL_DEFAULT = 'http://127.0.0.1:8787'
const TIMEOUT_S_DEFAULT = 30

export interface Target {
  readonly url: string
  /** Null: none was found; what needs none works all the same. */
  readonly credential: string | null
  /** In words, for `doctor` and for a fault. */
  readonly credentialFrom: string
}

/** A setting that was left empty is not set. */
const set = (env: Environment, name: string): string | null => {
  const value = env[name]?.trim() ?? ''
  return value === '' ? null : value
}

/** @throws Fault for a URL that is none, or a credential file that cannot be read */
export function targetOf(given: Given, env: Environment): Target {
  const url = given.text('url') ?? set(env, 'KEYBRAKE_URL') ?? URL_DEFAULT
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw usage(
      `the address of Keybrake must be a URL such as ${URL_DEFAULT}, not ${JSON.stringify(url)}`,
      'set KEYBRAKE_URL, or give --url',
    )
  if (parsed.username !== '' || parsed.password !== '')
    throw usage('the address of Keybrake must hold no credential', 'set KEYBRAKE_API_KEY')
  return { url: url.replace(/\/+$/, ''), ...credentialOf(given, env, parsed) }
}

function credentialOf(given: Given, env: Environment, url: URL): Pick<Target, 'credential' | 'credentialFrom'> {
  for (const name of ['KEYBRAKE_API_KEY', 'KEYBRAKE_ADMIN_KEY']) {
    const direct = set(env, name)
    if (direct !== null) return { credential: direct, credentialFrom: name }
    const file = set(env, `${name}_FILE`)
    if (file !== null) return { credential: contentOf(file, `${name}_FILE`), credentialFrom: `${name}_FILE` }
  }
  const folder = given.text('dataDir') ?? set(env, 'KEYBRAKE_DATA_DIR') ?? './keybrake-data'
  const path = join(folder, 'admin-key')
  // A credential of this machine's Keybrake is none of another's.
  if (!isHere(url)) return { credential: null, credentialFrom: 'KEYBRAKE_API_KEY is not set' }
  try {
    return { credential: readFileSync(path, 'utf8').trim(), credentialFrom: path }
  } catch {
    return { credential: null, credentialFrom: `KEYBRAKE_API_KEY is not set, and there is no ${path}` }
  }
}

const isHere = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

function contentOf(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw usage(`${setting}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
  }
}

export function connect(given: Given, env: Environment): Keybrake {
  const { url, credential, credentialFrom } = targetOf(given, env)
  if (credential === null)
    throw new Fault('notSignedIn', `no credential for ${url}: ${credentialFrom}`, {
      next: 'set KEYBRAKE_API_KEY, or run this where the data folder is (--data-dir)',
    })
  if (!/^[\x21-\x7e]+$/.test(credential))
    throw usage(
      `the credential of ${credentialFrom} has characters that no credential has`,
      'copy it again, without spaces and line breaks',
    )
  return new Keybrake({ url, apiKey: credential, timeoutMs: timeoutOf(given) })
}

export const timeoutOf = (given: Given): number => (given.whole('timeout', '--timeout', 1) ?? TIMEOUT_S_DEFAULT) * 1000
