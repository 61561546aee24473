import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnPostgres } from '../../../testing/postgres/own-postgres.ts'

/** The server's first process and all its parts, for tests that let it stand still. Linux alone. */
export function serverPids({ home }: OwnPostgres): readonly number[] {
  const pid = Number.parseInt(readFileSync(join(home.data, 'postmaster.pid'), 'utf8'), 10)
  const parts = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(parts === '' ? [] : parts.split(' ').map((part) => Number.parseInt(part, 10)))]
}
