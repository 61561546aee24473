/** PostgreSQL refuses to run as root: there it runs as an account that the machine has already. None is made. */
import { spawnSync } from 'node:child_process'
import { NoPostgres } from './no-postgres.ts'

export interface OsUser {
  readonly uid: number
  readonly gid: number
}

const ACCOUNTS = ['postgres', 'nobody']

/** Null where the caller's own account will do. Throws NoPostgres for a root that knows no other account. */
export function serverUser(): OsUser | null {
  if (process.getuid?.() !== 0) return null
  for (const account of ACCOUNTS) {
    const uid = idOf('-u', account)
    const gid = idOf('-g', account)
    if (uid !== null && gid !== null) return { uid, gid }
  }
  throw new NoPostgres(`PostgreSQL does not run as root, and there is no account ${ACCOUNTS.join(' or ')}`)
}

function idOf(flag: string, account: string): number | null {
  const { status, stdout } = spawnSync('id', [flag, account], { encoding: 'utf8' })
  return status === 0 ? Number.parseInt(stdout, 10) : null
}
