/** Ledgers without a proxy: durable reservations per second of one core, the ledger's server and its client both on it. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../../scripts/lib/run-command.ts'
import type { LedgerJob, LedgerResult } from '../ledgers/job.ts'
import { type DataServer, startPostgresServer, startRedisServer } from '../ledgers/servers.ts'
import { installPeers } from '../peers/npm-peers.ts'
import { PROXY_CORE } from '../process.ts'

export interface LedgerPeer {
  readonly name: string
  readonly subject: LedgerJob['subject']
  /** Null: it needs none. Throws where it cannot be had here. */
  server(folder: string, name: string): Promise<DataServer | null>
}

const redis: LedgerPeer = {
  name: 'Redis, Lua counter, appendfsync always',
  subject: 'redisCounter',
  async server(folder, name) {
    await installPeers()
    return startRedisServer(folder, name)
  },
}

export const OWN_LEDGER: LedgerPeer = { name: 'keybrake, SQLite', subject: 'sqliteStore', server: async () => null }
export const OTHER_LEDGERS: readonly LedgerPeer[] = [
  { name: 'keybrake, PostgreSQL', subject: 'postgresStore', server: () => startPostgresServer() },
  { name: 'PostgreSQL, one UPDATE per call', subject: 'postgresRows', server: () => startPostgresServer() },
  redis,
]

export interface LedgerTurn extends LedgerResult {
  readonly target: string
  readonly budgets: number
  readonly round: number
}

export interface LedgerWishes {
  readonly folder: string
  readonly seconds: number
  readonly warmUpS: number
}

export const BUDGETS = [1, 1_000]
const CALLERS = 64
/** Far above what a run reserves; their product with the amount must stay within the largest amount. */
const CAP = 100_000_000
const PROGRAM = fileURLToPath(new URL('../ledgers/run-ledger.ts', import.meta.url))

export async function ledgerTurn(
  { name, subject, server }: LedgerPeer,
  budgets: number,
  { folder, seconds, warmUpS }: LedgerWishes,
  round: number,
): Promise<LedgerTurn> {
  const started = await server(folder, `${budgets}-${round}`)
  try {
    const job: LedgerJob = {
      ...{ subject, budgets, seconds, warmUpS, cap: CAP, callers: CALLERS },
      folder: mkdtempSync(join(folder, 'ledger-')),
      url: started?.url ?? '',
      serverPids: started === null ? [] : [started.pid],
    }
    const { code, output } = await runCommand('taskset', [
      ...['-c', String(PROXY_CORE), process.execPath, PROGRAM, JSON.stringify(job)],
    ])
    if (code !== 0) throw new Error(`${name} ended with ${code}\n${output}`)
    const result = JSON.parse(output) as LedgerResult
    process.stdout.write(
      `round ${round}, ${name}, ${budgets} budgets: ${Math.round(result.perSecond)} reservations/s, p50 ${result.p50Us} µs\n`,
    )
    return { target: name, budgets, round, ...result }
  } finally {
    await started?.stop()
  }
}
