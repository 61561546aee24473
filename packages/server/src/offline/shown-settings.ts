/** The settings in force and where each comes from, for `keybrake config show`. Secrets are never shown. */
import { type Config, givenSettings, PLAIN_NAMES, readConfig, SECRET_NAMES } from '../config.ts'

export interface ShownSetting {
  readonly name: string
  /** Of a secret only whether it is set. */
  readonly value: string | null
  readonly from: string
}

type Settings = Readonly<Record<string, string | undefined>>

/** The value in force where a setting is not given; null where it then has none. */
const DEFAULTS: Readonly<Record<string, (config: Config) => string | null>> = {
  KEYBRAKE_HOST: ({ host }) => host,
  KEYBRAKE_PORT: ({ port }) => `${port}`,
  KEYBRAKE_DATA_DIR: ({ dataDir }) => dataDir,
  KEYBRAKE_DURABILITY: ({ durability }) => durability,
  KEYBRAKE_LOG_LEVEL: ({ logLevel }) => logLevel,
  KEYBRAKE_ALLOW_HTTP_UPSTREAM: ({ allowHttpUpstream }) => `${allowHttpUpstream}`,
  KEYBRAKE_HTTP: ({ http }) => http,
  KEYBRAKE_AUDIT_RETENTION: () => 'keep',
}

/** @throws SetupError where they are not settings that a start would take */
export function shownSettings(
  environment: Settings,
  argv: readonly string[],
): {
  readonly settings: readonly ShownSetting[]
  readonly warnings: readonly string[]
} {
  const config = readConfig(environment, argv)
  const { file, environment: given } = givenSettings(environment, argv)
  const from = (name: string): string | null =>
    name in given ? 'the environment' : name in file ? 'the --config file' : null
  const plain = PLAIN_NAMES.map((name): ShownSetting => {
    const source = from(name)
    if (source !== null) return { name, value: (given[name] ?? file[name]) as string, from: source }
    return { name, value: DEFAULTS[name]?.(config) ?? null, from: 'default' }
  })
  const secrets = SECRET_NAMES.map((name): ShownSetting => {
    const [direct, byFile] = [from(name), from(`${name}_FILE`)]
    if (direct !== null) return { name, value: 'set', from: direct }
    return byFile === null
      ? { name, value: null, from: 'default' }
      : { name, value: 'set', from: `${name}_FILE in ${byFile}` }
  })
  return { settings: [...plain, ...secrets], warnings: config.warnings }
}
