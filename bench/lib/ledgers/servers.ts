/** Servers that ledgers stand on, on the proxy's core: what keeps the books is part of what is measured. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, launch, PROXY_CORE, until, untilListening, type Server } from '../process.ts'

const REDIS = '/usr/bin/redis-server'
const POSTGRES_PROGRAM = fileURLToPath(new URL('./postgres-server.ts', import.meta.url))
const POSTGRES_READY = /^postgres at (\S+)$/m

export interface DataServer extends Server {
  /** Where its clients reach it. */
  readonly url: string
}

/** Every write is synced before it is answered. Throws where it is not installed. */
export async function startRedisServer(folder: string, name: string): Promise<DataServer> {
  if (!existsSync(REDIS)) throw new Error('redis-server is not installed (Debian: apt-get install redis-server)')
  const port = await freePort()
  const home = join(folder, `redis-${name}`)
  mkdirSync(home)
  const settings = { port: String(port), bind: '127.0.0.1', dir: home, appendonly: 'yes', appendfsync: 'always' }
  const args = Object.entries({ ...settings, save: '', daemonize: 'no' }).flatMap(([key, value]) => [`--${key}`, value])
  const server = launch({ core: PROXY_CORE, command: REDIS, args })
  await untilListening(port, server)
  return { ...server, url: `redis://127.0.0.1:${port}` }
}

/** A fresh database on a server of its own, with PostgreSQL's own settings. Throws where none can run. */
export async function startPostgresServer(core: number | string = PROXY_CORE): Promise<DataServer> {
  const server = launch({ core, command: process.execPath, args: [POSTGRES_PROGRAM] })
  await until('PostgreSQL', () => POSTGRES_READY.test(server.stdout()), server, 60_000)
  return { ...server, url: POSTGRES_READY.exec(server.stdout())?.[1] ?? '' }
}
