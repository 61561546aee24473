/**
 * Starts the product as an operator does: a process of its own, settings by environment, ready when it says so.
 * Everything a test learns about it comes through its port, its output, its exit code and its data folder.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adminOf, type Admin } from './admin.ts'

export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url))
export const ADMIN_KEY = 'test_admin_key_0123456789abcdef0123456789'
const READY = /keybrake listening on (http:\/\/\S+)/
const START_MS = 60_000
/** Longer than the 30 s that calls in flight may take to finish (SPEC section 2). */
const STOP_MS = 35_000

export interface ProductOptions {
  /** Added to a bare environment; see `productEnvironment`. An undefined value removes a default. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Kept after `stop`; without it a temporary folder is made and removed. */
  readonly dataDir?: string
  /** `npm` goes the whole way through `npm start --silent`; `node` (default) saves npm's half second. */
  readonly via?: 'node' | 'npm'
  /** Where another version of the product is; absent: this one. */
  readonly repository?: string
}

export interface Exit {
  /** Null where a signal ended the process. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Product {
  /** `http://127.0.0.1:PORT` as the ready line says. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly dataDir: string
  /** The admin API with the operator's credential. */
  readonly admin: Admin
  readonly stdout: () => string
  readonly stderr: () => string
  /** SIGTERM, then wait for the end; removes a temporary data folder. */
  readonly stop: () => Promise<Exit>
  /** SIGKILL at once, as a crash: the data folder stays for the next start (`dataDir`). */
  readonly kill: () => Promise<Exit>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Starts the product and waits for its ready line. Throws with all it printed when it ends or stays silent. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const ownsFolder = options.dataDir === undefined
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'keybrake-test-')))
  const child = launch(dataDir, options)
  const url = await child.ready()
  const end = async (signal: NodeJS.Signals, removeFolder: boolean): Promise<Exit> => {
    const exit = await child.end(signal)
    if (removeFolder) await rm(dataDir, { recursive: true, force: true })
    return exit
  }
  const stop = () => end('SIGTERM', ownsFolder)
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    dataDir,
    admin: adminOf(url, options.env?.['KEYBRAKE_ADMIN_KEY'] ?? ADMIN_KEY),
    stdout: child.stdout,
    stderr: child.stderr,
    stop,
    kill: () => end('SIGKILL', false),
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** For starts that must fail: waits for the process to end by itself, and throws if it comes up instead. */
export async function failedStart(options: ProductOptions & { readonly dataDir: string }): Promise<Exit> {
  const child = launch(options.dataDir, options)
  const came = await Promise.race([child.ready().catch(() => null), child.exited.then(() => null)])
  if (came !== null) {
    await child.end('SIGKILL')
    throw new Error(`a start that must fail came up at ${came}`)
  }
  return child.exited
}

/** Only what a fresh shell has: no setting or vendor secret leaks in from the machine that runs the tests. */
export function productEnvironment(
  dataDir: string,
  extra: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const all: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    KEYBRAKE_HOST: '127.0.0.1',
    KEYBRAKE_PORT: '0',
    KEYBRAKE_DATA_DIR: dataDir,
    KEYBRAKE_ADMIN_KEY: ADMIN_KEY,
    ...extra,
  }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function launch(dataDir: string, options: ProductOptions) {
  const { repository = REPOSITORY } = options
  const [command, args]: [string, string[]] =
    options.via === 'npm'
      ? ['npm', ['start', '--silent']]
      : [join(repository, 'node_modules/.bin/node'), ['packages/server/src/main.ts']]
  const child = spawn(command, args, {
    cwd: repository,
    env: productEnvironment(dataDir, options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exited = new Promise<Exit>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))

  const ready = () =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ready line in ${START_MS} ms\n${stdout}${stderr}`)), START_MS)
      const look = () => {
        const url = READY.exec(stdout)?.[1]
        if (url === undefined) return
        clearTimeout(timer)
        resolve(url)
      }
      child.stdout.on('data', look)
      void exited.then(({ code }) => {
        clearTimeout(timer)
        reject(new Error(`the product ended with ${code} before it was ready\n${stdout}${stderr}`))
      })
    })

  const end = async (signal: NodeJS.Signals): Promise<Exit> => {
    signalGroup(child.pid, signal)
    const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_MS)
    const exit = await exited
    clearTimeout(late)
    return exit
  }
  return { pid: child.pid ?? 0, ready, exited, end, stdout: () => stdout, stderr: () => stderr }
}

/** To the whole group, since npm stands between us and the product; a group that is gone is no fault. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
