/** The server's settings, its data folder, and the database, as a start on this machine would take them. */
import { existsSync, statfsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { doubtfulDisk, readConfig, rollbackRisks } from '@keybrake/server/offline'
import type { Environment } from '../../output/terminal.ts'
import { fail, type Finding, ok, warn, wordsOf } from './finding.ts'

const CHECK = 'settings'
/** Only its owner may read what opens everything. */
const OTHERS = 0o077
const GIB = 1024 ** 3
const FREE_MIN = GIB / 4

export async function checkSettings(env: Environment, argv: readonly string[]): Promise<readonly Finding[]> {
  let config: ReturnType<typeof readConfig>
  try {
    config = readConfig(env, argv)
  } catch (error) {
    return [fail(CHECK, wordsOf(error), 'mend the setting it names; keybrake config show lists all')]
  }
  const remarks = config.warnings.map((warning) => warn(CHECK, warning, 'take it away, or mend its name'))
  const database = config.databaseUrl === null ? [] : await checkDatabase(config.databaseUrl.reveal())
  return [
    ...(remarks.length === 0 ? [ok(CHECK, 'would be taken')] : remarks),
    ...checkFolder(resolve(config.dataDir)),
    ...database,
  ]
}

function checkFolder(dataDir: string): readonly Finding[] {
  const check = 'data folder'
  if (!existsSync(dataDir)) return [ok(check, `${dataDir} is not there yet; a start makes it`)]
  const open = [dataDir, join(dataDir, 'master-key'), join(dataDir, 'admin-key')].filter(
    (path) => existsSync(path) && (statSync(path).mode & OTHERS) !== 0,
  )
  const findings: Finding[] = open.map((path) =>
    fail(check, `others than its owner can read ${path}`, `chmod go= ${path}`),
  )
  const { bavail, bsize } = statfsSync(dataDir)
  const doubtful = doubtfulDisk(dataDir)
  if (doubtful !== null)
    findings.push(
      warn(
        check,
        `${dataDir} is on ${doubtful}: what was committed may not be there after a power cut`,
        'keep it on a local disk',
      ),
    )
  const free = bavail * bsize
  if (free < FREE_MIN)
    findings.push(
      fail(check, `${(free / GIB).toFixed(2)} GiB are free; without room nothing is forwarded`, 'make room'),
    )
  return findings.length > 0 ? findings : [ok(check, `${dataDir}, ${(free / GIB).toFixed(1)} GiB free`)]
}

/** Where a database can go back to an earlier state, money that was spent is not counted any more (SPEC section 7). */
async function checkDatabase(url: string): Promise<readonly Finding[]> {
  const check = 'PostgreSQL'
  try {
    const risks = await rollbackRisks(url)
    if (risks.length === 0) return [ok(check, 'nothing in its set-up lets it go back')]
    return risks.map(({ what, which, fix }) => fail(check, which === null ? what : `${what}: ${which}`, fix))
  } catch (error) {
    return [fail(check, wordsOf(error), 'check KEYBRAKE_DATABASE_URL and that the server runs')]
  }
}
