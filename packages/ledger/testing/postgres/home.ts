/** What a server of our own needs before it can start: a folder, programs, an account, a data folder, and its keeper. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keeper, keep } from './keep.ts'
import { type OsUser, serverUser } from './os-user.ts'
import { type Programs, programsFor } from './programs.ts'

/** Owns the databases of tests. Not a superuser: what the product needs more rights for shows. */
export const OWNER = 'keybrake'
export const SUPERUSER = 'postgres'

export interface Home {
  readonly folder: string
  readonly data: string
  readonly programs: Programs
  readonly user: OsUser | null
  readonly keeper: Keeper
  /** Of the superuser and the owner alike. */
  readonly password: string
  /** The address of one database at that port. */
  readonly url: (port: number, as?: string, database?: string) => string
}

/** A folder without data. `password`: of the server whose data it will get. Throws NoPostgres. */
export async function makeHome(password: string = randomBytes(16).toString('hex')): Promise<Home> {
  const user = serverUser()
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-test-postgres-'))
  const keeper = keep(folder)
  try {
    if (user !== null) await chown(folder, user.uid, user.gid)
    const programs = await programsFor(user, folder)
    const url = (port: number, as = SUPERUSER, database = 'postgres'): string =>
      `postgres://${as}:${password}@127.0.0.1:${port}/${database}`
    return { folder, data: join(folder, 'data'), programs, user, keeper, password, url }
  } catch (error) {
    await keeper.end()
    throw error
  }
}

/**
 * Fills the data folder of a new server. Words sort as in English, as on most servers: what relies on the order of bytes
 * without saying so shows.
 */
export async function initialise(home: Home): Promise<void> {
  const passwordFile = await writeFor(home, 'password', `${home.password}\n`)
  await runIn(home, home.programs.initdb, [
    `--pgdata=${home.data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=icu',
    '--icu-locale=en-US',
    // Of this program alone: the server itself writes as safely as any.
    '--no-sync',
  ])
}

/** Writes a file that is the server's; answers with its path. `name` counts from the home's folder. */
export async function writeFor(home: Home, name: string, text: string): Promise<string> {
  const path = join(home.folder, name)
  await writeFile(path, text, { mode: 0o600 })
  if (home.user !== null) await chown(path, home.user.uid, home.user.gid)
  return path
}

/** Runs a program as the server's account. Throws with its output where it fails. */
export async function runIn(home: Home, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    ...home.user,
    cwd: home.folder,
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  home.keeper.watch(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  home.keeper.watch(null)
  if (code !== 0) throw new Error(`${program} ended with ${code}\n${output}`)
}
