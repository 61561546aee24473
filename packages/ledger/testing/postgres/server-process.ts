/** One server over one data folder on one port: started, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from './connect.ts'
import type { Home } from './home.ts'

const START_MS = 60_000
const POLL_MS = 20
/** What passes by itself: somebody took the port, or parts of a server that was killed are not gone yet. */
const PASSES = /could not bind|pre-existing shared memory block|postmaster\.pid" already exists/
const PASSES_MS = 10_000

/** Names and values of server settings (`postgresql.conf`). */
export type Settings = Readonly<Record<string, string>>

export class ServerProcess {
  readonly #home: Home
  readonly #settings: Settings
  #child: ChildProcess | null = null
  #port = 0

  constructor(home: Home, settings: Settings) {
    this.#home = home
    this.#settings = settings
  }

  /** The same after every start. */
  get port(): number {
    return this.#port
  }

  /** Starts it and waits until it answers. Throws with the end of its log. */
  async start(): Promise<void> {
    const startedMs = performance.now()
    const isFirst = this.#port === 0
    for (;;) {
      if (isFirst) this.#port = await freePort()
      const fault = await this.#tryStart()
      if (fault === null) return
      if (!PASSES.test(fault) || performance.now() - startedMs > PASSES_MS)
        throw new Error(`PostgreSQL did not start\n${fault}`)
      await sleep(100)
    }
  }

  /** A clean shutdown: what is written is on disk, clients are turned out. */
  stop(): Promise<void> {
    return this.#end((child) => child.kill('SIGINT'))
  }

  /** SIGKILL to the server and, on Linux, to all its parts at the same moment; elsewhere they end when they miss it. */
  kill9(): Promise<void> {
    return this.#end((child) => {
      // Stopped first, so that no part is born while they are counted.
      child.kill('SIGSTOP')
      const parts = partsOf(child.pid ?? 0)
      child.kill('SIGKILL')
      for (const pid of parts) killPart(pid)
    })
  }

  async #end(signal: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child
    if (child === null) return
    child.ref()
    const gone = once(child, 'exit')
    signal(child)
    await gone
  }

  async #tryStart(): Promise<string | null> {
    const { programs, user, folder, data, keeper } = this.#home
    const logPath = join(folder, 'log')
    const log = openSync(logPath, 'w')
    const child = spawn(programs.postgres, ['-D', data, '-p', String(this.#port), ...flags(this.#settings)], {
      ...user,
      cwd: folder,
      env: { PATH: process.env['PATH'], TZ: 'UTC' },
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    // A test that forgets to stop it can end all the same; the keeper does the rest.
    child.unref()
    keeper.watch(child)
    this.#child = child
    child.once('exit', () => {
      this.#child = null
      keeper.watch(null)
    })
    for (let waitedMs = 0; this.#child !== null && waitedMs < START_MS; waitedMs += POLL_MS) {
      const answers = await withClient(this.#home.url(this.#port), (client) => client.query('SELECT 1')).catch(
        () => null,
      )
      // Where it ended meanwhile, somebody else has this port and answered.
      if (answers !== null && this.#child === child) return null
      await sleep(POLL_MS)
    }
    return readFileSync(logPath, 'utf8').slice(-4_000)
  }
}

const flags = (settings: Settings): readonly string[] =>
  Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  )

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

function partsOf(pid: number): readonly number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  const list = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  return list === '' ? [] : list.split(' ').map((part) => Number.parseInt(part, 10))
}

function killPart(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
