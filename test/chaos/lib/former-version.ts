/**
 * The product as it was before its schema in PostgreSQL last changed, from the repository's own history: in a folder of its own,
 * with the packages of that time and the dependencies that are installed now.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY } from '../../support/product.ts'

const MIGRATIONS = 'packages/ledger/src/postgres/migrations'
/** What is the repository's own among the installed packages. */
const OWN = '@keybrake'

export interface FormerVersion {
  /** Its folder, as `REPOSITORY` is the present version's. */
  readonly repository: string
  readonly commit: string
  /** How many migrations it knows. */
  readonly schema: number
  readonly remove: () => Promise<void>
}

/** Null where the history does not go back that far: a shallow clone, an unpacked archive. */
export async function formerVersion(): Promise<FormerVersion | null> {
  const last = (await readdir(join(REPOSITORY, MIGRATIONS))).sort().at(-1)
  const added = git('log', '--format=%H', '--diff-filter=A', '-1', '--', `${MIGRATIONS}/${last}`)
  const commit = added === null || added === '' ? null : git('rev-parse', '--verify', '--quiet', `${added}^`)
  if (commit === null) return null
  const repository = await mkdtemp(join(tmpdir(), 'keybrake-former-'))
  const remove = (): Promise<void> => rm(repository, { recursive: true, force: true })
  try {
    const archive = join(repository, 'archive.tar')
    if (git('archive', `--output=${archive}`, commit, 'package.json', 'packages') === null)
      throw new Error(`git cannot give out ${commit}`)
    run('tar', ['-xf', archive, '-C', repository])
    await linkModules(repository)
    const schema = (await readdir(join(repository, MIGRATIONS))).length
    return { repository, commit, schema, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A link for each installed package. Those of the repository are of that time, not of now. */
async function linkModules(repository: string): Promise<void> {
  const modules = join(repository, 'node_modules')
  await mkdir(join(modules, OWN), { recursive: true })
  for (const name of await readdir(join(REPOSITORY, 'node_modules')))
    if (name !== OWN) await symlink(join(REPOSITORY, 'node_modules', name), join(modules, name))
  for (const name of await readdir(join(repository, 'packages')))
    await symlink(join(repository, 'packages', name), join(modules, OWN, name))
}

/** What it printed; null where it failed. */
function git(...args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.trim()}`)
}
