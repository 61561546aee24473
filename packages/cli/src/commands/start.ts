import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usage } from '../fault.ts'
import { configArguments, SERVER_SETTINGS } from '../server-settings.ts'
import { DATA_DIR } from '../common-options.ts'
import { option, type Verb } from '../verb.ts'

/** Flags that stand over settings of the same meaning. */
const SETTINGS: Readonly<Record<string, string>> = {
  host: 'KEYBRAKE_HOST',
  port: 'KEYBRAKE_PORT',
  dataDir: 'KEYBRAKE_DATA_DIR',
  publicUrl: 'KEYBRAKE_PUBLIC_URL',
  logLevel: 'KEYBRAKE_LOG_LEVEL',
}

export const start: Verb = {
  name: 'start',
  summary: 'Run the proxy, its admin API and dashboard in this process, as npm start does',
  details: ['Without a vendor’s credential in the settings it starts simulated vendors and prints a walk to copy.'],
  kind: 'bare',
  options: [
    ...SERVER_SETTINGS,
    option('--host <address>', 'the address to listen on (KEYBRAKE_HOST)'),
    option('--port <n>', 'the port; 0 takes a free one (KEYBRAKE_PORT)'),
    DATA_DIR,
    option('--public-url <url>', 'how agents reach it (KEYBRAKE_PUBLIC_URL)'),
    option('--log-level <level>', 'of the JSON lines on stderr (KEYBRAKE_LOG_LEVEL)'),
    option('--ephemeral', 'keep nothing: a data folder that is gone at the end'),
  ],
  examples: ['keybrake start --ephemeral', 'STRIPE_SECRET_KEY_FILE=/run/secrets/stripe keybrake start --port 8787'],
  async run(_cli, given) {
    for (const [name, setting] of Object.entries(SETTINGS)) {
      const value = given.text(name)
      if (value !== null) process.env[setting] = value
    }
    if (given.flag('ephemeral')) {
      if (given.text('dataDir') !== null)
        throw usage('--ephemeral makes a data folder of its own; leave --data-dir out')
      const folder = mkdtempSync(join(tmpdir(), 'keybrake-'))
      process.env['KEYBRAKE_DATA_DIR'] = folder
      process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    }
    // From here on this process is the server: its own settings, signals and faults.
    process.argv.splice(2, Infinity, ...configArguments(given))
    process.removeAllListeners('SIGINT')
    process.stdout.removeAllListeners('error')
    const { run } = await import('@keybrake/server/main')
    await run()
  },
}
