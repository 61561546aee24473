/** The command as a person or a script runs it: a process, its arguments, its two streams, its exit code. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ADMIN_KEY, type Product, REPOSITORY } from '../../support/product.ts'

export const NODE: string = join(REPOSITORY, 'node_modules/.bin/node')
export const BIN: string = join(REPOSITORY, 'packages/cli/bin/keybrake.cjs')

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

export type Run = (args: readonly string[], options?: RunOptions) => Promise<Ran>

/** Nothing of the machine's own environment goes in. */
export const bareEnvironment = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...env,
})

export const run: Run = async (args, options = {}) => {
  const child = launch(args, options)
  child.stdin.end(options.input ?? '')
  return child.ended
}

/** One that goes on until it is told to end. */
export function launch(args: readonly string[], options: RunOptions = {}) {
  const child = spawn(NODE, [BIN, ...args], {
    cwd: options.cwd ?? REPOSITORY,
    env: bareEnvironment(options.env),
    stdio: 'pipe',
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A command that reads no input closes it.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Ran>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return {
    stdin: child.stdin,
    /** Where a test ends before it does. */
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
  }
}

/** The settings by which the command finds this Keybrake, as its operator. */
export const settingsFor = (product: Pick<Product, 'url'>): Record<string, string> => ({
  KEYBRAKE_URL: product.url,
  KEYBRAKE_API_KEY: ADMIN_KEY,
})

/** Commands for one running Keybrake. */
export const keybrakeOf =
  (product: Pick<Product, 'url'>): Run =>
  (args, options = {}) =>
    run(args, { ...options, env: { ...settingsFor(product), ...options.env } })

/** Its one JSON document. */
export const json = ({ stdout }: Ran): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>

/** The rows of a list. */
export const rows = (ran: Ran): readonly Record<string, unknown>[] =>
  json(ran)['data'] as readonly Record<string, unknown>[]

export async function until(holds: () => boolean | Promise<boolean>, what: string, msMax = 30_000): Promise<void> {
  for (const endMs = performance.now() + msMax; performance.now() < endMs; ) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`in ${msMax} ms it did not come to pass: ${what}`)
}
