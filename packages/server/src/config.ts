/**
 * The settings of SPEC section 2: the only reader of the environment. Parsed once, frozen, and refused as a whole where
 * one is wrong, naming it.
 */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { DAY_MS, nearest, parseDuration, Secret } from '@keybrake/core'
import { parse as parseYaml } from 'yaml'
import { SetupError } from './setup-error.ts'
import { decodeMasterKey } from './vault/master-key.ts'

export interface VendorSettings {
  readonly vendor: string
  /** The secret's fields by the vendor's names, or null where no credential is set. */
  readonly secret: Readonly<Record<string, Secret>> | null
  readonly upstream: string | null
}

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** Of the database that several processes share, or null: the ledger is in the data folder alone. */
  readonly databaseUrl: Secret | null
  /** `commit`: every hold is on disk before its call leaves. `lease`: inside a durably leased block it is written, and synced soon after. */
  readonly durability: 'commit' | 'lease'
  /** How long the audit log is kept, in milliseconds; null: for ever. */
  readonly auditRetentionMs: number | null
  readonly masterKey: Secret | null
  readonly adminKey: Secret | null
  readonly publicUrl: string | null
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly allowHttpUpstream: boolean
  /** Who reads and writes HTTP: our own narrow code where the form is plain, or Node's and undici's throughout. */
  readonly http: 'fast' | 'node'
  readonly vendors: readonly VendorSettings[]
  /** A folder of the operator's own vendor definitions, or null. */
  readonly vendorsDir: string | null
  /** Remarks for the log: names that change nothing. */
  readonly warnings: readonly string[]
  /** Crash drills only (see drill.ts): the named point and how many passes it waits. */
  readonly crashAt: { readonly point: string; readonly pass: number } | null
}

export const SECRET_NAMES = [
  'KEYBRAKE_MASTER_KEY',
  'KEYBRAKE_ADMIN_KEY',
  'STRIPE_SECRET_KEY',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'RESEND_API_KEY',
  'KEYBRAKE_DATABASE_URL',
] as const
type SecretName = (typeof SECRET_NAMES)[number]
export const PLAIN_NAMES = [
  'KEYBRAKE_HOST',
  'KEYBRAKE_PORT',
  'KEYBRAKE_DATA_DIR',
  'KEYBRAKE_DURABILITY',
  'KEYBRAKE_AUDIT_RETENTION',
  'KEYBRAKE_PUBLIC_URL',
  'KEYBRAKE_LOG_LEVEL',
  'KEYBRAKE_STRIPE_UPSTREAM',
  'KEYBRAKE_TWILIO_UPSTREAM',
  'KEYBRAKE_RESEND_UPSTREAM',
  'KEYBRAKE_ALLOW_HTTP_UPSTREAM',
  'KEYBRAKE_VENDORS_DIR',
  'KEYBRAKE_HTTP',
  'KEYBRAKE_DRILL',
  'KEYBRAKE_CRASH_AT',
] as const
/** Read by clients and tests that share the environment; nothing here depends on them. */
const FOREIGN_NAMES = ['KEYBRAKE_URL', 'KEYBRAKE_API_KEY', 'KEYBRAKE_API_KEY_FILE', 'KEYBRAKE_TEST_DATABASE_URL']
const PREFIX = 'KEYBRAKE_'
const KNOWN: ReadonlySet<string> = new Set([
  ...PLAIN_NAMES,
  ...SECRET_NAMES,
  ...SECRET_NAMES.map((name) => `${name}_FILE`),
  ...FOREIGN_NAMES,
])
const CREDENTIAL_OF_UPSTREAM = {
  KEYBRAKE_STRIPE_UPSTREAM: 'STRIPE_SECRET_KEY',
  KEYBRAKE_TWILIO_UPSTREAM: 'TWILIO_AUTH_TOKEN',
  KEYBRAKE_RESEND_UPSTREAM: 'RESEND_API_KEY',
} as const
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

type Settings = Readonly<Record<string, string | undefined>>

/** The settings of this process. */
export const processConfig = (): Config => readConfig(process.env, process.argv.slice(2))

/** What was given where, before one stands over the other. @throws SetupError for a file that is none of ours */
export function givenSettings(environment: Settings, argv: readonly string[]) {
  const file = settingsFile(argv)
  refuseUnknown(file)
  return { file, environment: defined(environment) }
}

/** @throws SetupError naming the setting and what it should be. */
export function readConfig(environment: Settings, argv: readonly string[]): Config {
  const given = givenSettings(environment, argv)
  const settings = merged(given.file, given.environment)
  const warnings = [...unknownInEnvironment(settings), ...unusedUpstreams(settings)]
  const text = (name: string): string | null => settings[name] ?? null
  const secret = (name: string): Secret | null => secretSetting(settings, name)
  const databaseUrl = databaseSetting(secret('KEYBRAKE_DATABASE_URL'))
  const masterKey = masterKeySetting(secret('KEYBRAKE_MASTER_KEY'))
  if (databaseUrl !== null && masterKey === null)
    throw new SetupError(
      'KEYBRAKE_MASTER_KEY is required with KEYBRAKE_DATABASE_URL: every process needs the same one (make one with: openssl rand -base64 32)',
    )
  const durability = oneOf(text('KEYBRAKE_DURABILITY') ?? 'commit', ['commit', 'lease'] as const, 'KEYBRAKE_DURABILITY')
  if (databaseUrl !== null && durability === 'lease')
    throw new SetupError(
      'KEYBRAKE_DURABILITY=lease is for the ledger in the data folder: with KEYBRAKE_DATABASE_URL every call waits for its commit, so leave it at commit',
    )
  const allowHttpUpstream = flag(settings, 'KEYBRAKE_ALLOW_HTTP_UPSTREAM')
  const upstream = (name: string): string | null => upstreamSetting(text(name), name, allowHttpUpstream)
  const single = (vendor: string, field: string, name: string, address: string): VendorSettings => {
    const value = secret(name)
    return { vendor, secret: value === null ? null : { [field]: value }, upstream: upstream(address) }
  }
  const host = text('KEYBRAKE_HOST') ?? '127.0.0.1'
  return Object.freeze({
    host,
    port: portSetting(text('KEYBRAKE_PORT')),
    dataDir: text('KEYBRAKE_DATA_DIR') ?? './keybrake-data',
    durability,
    databaseUrl,
    auditRetentionMs: retentionSetting(text('KEYBRAKE_AUDIT_RETENTION')),
    masterKey,
    adminKey: adminKeySetting(secret('KEYBRAKE_ADMIN_KEY')),
    publicUrl: publicUrlSetting(text('KEYBRAKE_PUBLIC_URL')),
    logLevel: oneOf(text('KEYBRAKE_LOG_LEVEL') ?? 'info', LOG_LEVELS, 'KEYBRAKE_LOG_LEVEL'),
    allowHttpUpstream,
    http: oneOf(text('KEYBRAKE_HTTP') ?? 'fast', ['fast', 'node'] as const, 'KEYBRAKE_HTTP'),
    vendors: [
      single('stripe', 'secret_key', 'STRIPE_SECRET_KEY', 'KEYBRAKE_STRIPE_UPSTREAM'),
      {
        vendor: 'twilio',
        secret: twilioSecret(secret('TWILIO_ACCOUNT_SID'), secret('TWILIO_AUTH_TOKEN')),
        upstream: upstream('KEYBRAKE_TWILIO_UPSTREAM'),
      },
      single('resend', 'api_key', 'RESEND_API_KEY', 'KEYBRAKE_RESEND_UPSTREAM'),
    ],
    vendorsDir: text('KEYBRAKE_VENDORS_DIR'),
    warnings,
    crashAt: crashSetting(settings),
  })
}

const VERSION_AT_END = /\/(?:v[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2})\/?$/
/** Segments that mean the same to everyone who reads them. */
const BASE_PATH = /^(?:\/[A-Za-z0-9._~-]+)*\/?$/

/**
 * Upstream base URLs: an origin, with a path before the vendor's own where it has one; https unless it is loopback or the operator
 * allows plain http. Shared with the admin API.
 */
export function checkUpstream(
  text: string,
  allowHttp: boolean,
): { readonly ok: true; readonly base: string } | { readonly ok: false; readonly why: string } {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { ok: false, why: 'is not an http(s) URL' }
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    !BASE_PATH.test(url.pathname)
  )
    return {
      ok: false,
      why: 'must be a base URL such as https://api.example.com or https://example.com/mock, without query or credentials',
    }
  if (VERSION_AT_END.test(url.pathname))
    return { ok: false, why: 'ends with a version, which every path of the vendor has already: leave it out' }
  const loopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  if (url.protocol === 'http:' && !loopback && !allowHttp)
    return {
      ok: false,
      why: 'uses plain http to a host that is not loopback (KEYBRAKE_ALLOW_HTTP_UPSTREAM=true allows it)',
    }
  return { ok: true, base: url.origin + url.pathname.replace(/\/$/, '') }
}

/** Calls whose price or outcome is still looked for need their row: prices are waited for 40 days. */
const RETENTION_MS_MIN = 45 * DAY_MS

function retentionSetting(text: string | null): number | null {
  if (text === null || text === 'keep') return null
  const ms = parseDuration(text)
  if (ms === null || ms < RETENTION_MS_MIN)
    throw new SetupError(
      `KEYBRAKE_AUDIT_RETENTION must be keep, or a duration of at least 45d such as 90d or 52w, not ${JSON.stringify(text)}`,
    )
  return ms
}

function upstreamSetting(text: string | null, name: string, allowHttp: boolean): string | null {
  if (text === null) return null
  const checked = checkUpstream(text, allowHttp)
  if (!checked.ok) throw new SetupError(`${name} ${checked.why}`)
  return checked.base
}

function defined(settings: Readonly<Record<string, string | null | undefined>>): Settings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return Object.fromEntries(entries) as Settings
}

/** The environment stands over the file, also where one names a secret and the other the file it is in. */
function merged(file: Settings, environment: Settings): Settings {
  const replaced = new Set(SECRET_NAMES.filter((name) => name in environment || `${name}_FILE` in environment))
  const kept = Object.entries(file).filter(([name]) => !replaced.has(name.replace(/_FILE$/, '') as SecretName))
  return { ...Object.fromEntries(kept), ...environment }
}

function settingsFile(argv: readonly string[]): Settings {
  const at = argv.findIndex((argument) => argument === '--config' || argument.startsWith('--config='))
  const stray = argv.filter((_, index) => index !== at && !(index === at + 1 && argv[at] === '--config' && at >= 0))
  if (stray.length > 0)
    throw new SetupError(`unknown argument ${stray[0]}; settings come from the environment or from --config <file>`)
  if (at < 0) return {}
  const path = argv[at] === '--config' ? argv[at + 1] : argv[at]?.slice('--config='.length)
  if (path === undefined || path === '') throw new SetupError('--config needs the path of a file')
  const content = readSettingsFile(path, '--config')
  if (!/\.ya?ml$/.test(path)) return defined(settingsOfLines(content, path))
  return defined(settingsOfYaml(content, path))
}

/** Lines of `NAME=value`. What is none of them would be skipped in silence, and the process would start with defaults. */
function settingsOfLines(content: string, path: string): Settings {
  const settings = parseEnv(content) as Settings
  const written = content.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  if (written && Object.keys(settings).length === 0)
    throw new SetupError(`${path} has no line of the form NAME=value (a file ending in .yaml may have NAME: value)`)
  return settings
}

/** Every value is taken as the text it is written as: a secret of digits must not become a number. */
function settingsOfYaml(content: string, path: string): Settings {
  let yaml: unknown
  try {
    yaml = parseYaml(content, { schema: 'failsafe' })
  } catch (error) {
    // The error's own text shows the line, which may hold a secret.
    const line = (error as { linePos?: readonly { readonly line: number }[] }).linePos?.[0]?.line
    throw new SetupError(`${path} is not valid YAML${line === undefined ? '' : ` (line ${line})`}`)
  }
  if (yaml === null || yaml === '') return {}
  if (typeof yaml !== 'object' || Array.isArray(yaml)) throw new SetupError(`${path} must map setting names to values`)
  for (const [name, value] of Object.entries(yaml))
    if (typeof value !== 'string' && value !== null) throw new SetupError(`${name} in ${path} must be one value`)
  return yaml as Settings
}

function readSettingsFile(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SetupError(`${setting}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
  }
}

function secretSetting(settings: Settings, name: string): Secret | null {
  const direct = settings[name]
  const file = settings[`${name}_FILE`]
  if (direct !== undefined && file !== undefined)
    throw new SetupError(`${name} and ${name}_FILE are both set; keep one`)
  if (direct !== undefined && direct.trim() === '') throw new SetupError(`${name} is blank; set it or leave it out`)
  if (file === undefined) return direct === undefined ? null : new Secret(direct.trim())
  const content = readSettingsFile(file, `${name}_FILE`).trim()
  if (content === '') throw new SetupError(`${name}_FILE: ${file} is empty`)
  return new Secret(content)
}

/** A settings file is ours alone: what it says and we do not know is a mistake. */
function refuseUnknown(file: Settings): void {
  for (const name of Object.keys(file)) {
    if (KNOWN.has(name)) continue
    const near = nearest(name, KNOWN)
    throw new SetupError(
      `unknown setting ${name} in the --config file${near === null ? '' : `; did you mean ${near}?`}`,
    )
  }
}

/** The environment also belongs to others: a name that is close to one of ours is a slip, any other is only remarked on. */
function unknownInEnvironment(settings: Settings): readonly string[] {
  const endings = [...KNOWN].filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))
  return Object.keys(settings).flatMap((name) => {
    if (!name.startsWith(PREFIX) || KNOWN.has(name)) return []
    const near = nearest(name.slice(PREFIX.length), endings)
    if (near !== null) throw new SetupError(`unknown setting ${name}; did you mean ${PREFIX}${near}?`)
    return [`the setting ${name} is not known and changes nothing`]
  })
}

/** An address without its credential changes no connection: a change of address carries the secret anew. */
function unusedUpstreams(settings: Settings): readonly string[] {
  const isSet = (name: string): boolean => name in settings || `${name}_FILE` in settings
  return Object.entries(CREDENTIAL_OF_UPSTREAM).flatMap(([upstream, credential]) =>
    upstream in settings && !isSet(credential) ? [`${upstream} changes nothing unless ${credential} is set too`] : [],
  )
}

function portSetting(text: string | null): number {
  if (text === null) return 8787
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535)
    throw new SetupError(`KEYBRAKE_PORT must be a port number from 0 to 65535, not ${JSON.stringify(text)}`)
  return Number(text)
}

/** Nothing of it is ever repeated: it may hold a password. */
function databaseSetting(url: Secret | null): Secret | null {
  const parsed = url === null ? null : URL.parse(url.reveal())
  if (url !== null && (parsed === null || !/^postgres(?:ql)?:$/.test(parsed.protocol) || parsed.hostname === ''))
    throw new SetupError('KEYBRAKE_DATABASE_URL must be postgres://user:password@host:port/database')
  return url
}

/** Judged here, so that a wrong one is told before anything is made. */
function masterKeySetting(key: Secret | null): Secret | null {
  if (key !== null) decodeMasterKey(key.reveal(), 'KEYBRAKE_MASTER_KEY')
  return key
}

function adminKeySetting(key: Secret | null): Secret | null {
  if (key !== null && !/^[\x21-\x7e]{8,256}$/.test(key.reveal()))
    throw new SetupError('KEYBRAKE_ADMIN_KEY must be 8 to 256 printable characters without spaces')
  return key
}

function publicUrlSetting(text: string | null): string | null {
  if (text === null) return null
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href)
    throw new SetupError('KEYBRAKE_PUBLIC_URL must be an origin such as https://keybrake.example.com')
  return url.origin
}

function flag(settings: Settings, name: string): boolean {
  return oneOf(settings[name] ?? 'false', ['true', 'false'] as const, name) === 'true'
}

function oneOf<T extends string>(text: string, allowed: readonly T[], name: string): T {
  const found = allowed.find((value) => value === text)
  if (found === undefined)
    throw new SetupError(`${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(text)}`)
  return found
}

function twilioSecret(sid: Secret | null, token: Secret | null): Readonly<Record<string, Secret>> | null {
  if (sid === null && token === null) return null
  if (sid === null || token === null)
    throw new SetupError('TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set together')
  if (!/^AC[0-9a-fA-F]{32}$/.test(sid.reveal()))
    throw new SetupError('TWILIO_ACCOUNT_SID must be AC followed by 32 hexadecimal digits')
  return { account_sid: sid, auth_token: token }
}

function crashSetting(settings: Settings): Config['crashAt'] {
  const at = settings.KEYBRAKE_CRASH_AT
  if (at === undefined || settings.KEYBRAKE_DRILL !== '1') return null
  const [point = '', pass = '1'] = at.split(':')
  return { point, pass: Number(pass) }
}
