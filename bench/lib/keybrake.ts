/** Keybrake as an operator starts it, its admin API, and what its ledger says at the end. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import rootPackage from '../../package.json' with { type: 'json' }
import { PROXY_CORE, launch, until } from './process.ts'
import { REPOSITORY } from '../../scripts/lib/run-command.ts'
import { startPostgresServer } from './ledgers/servers.ts'

const ADMIN_KEY = 'bench_admin_key_0123456789abcdef0123456789'
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
/** The line behind `npm start`: `sh` becomes the process that it starts. */
const START: string = rootPackage.scripts.start
const READY = /keybrake listening on (http:\/\/\S+)/
export const CALL_USD = 10

/** Where a hold is before its call leaves: on disk, in a durably leased block, or in PostgreSQL. */
export type Mode = 'commit' | 'lease' | 'postgres'

export interface Keybrake {
  readonly origin: string
  /** Its process, and that of its database. */
  readonly pids: readonly number[]
  readonly stop: () => Promise<void>
}

/** What the ledger's budgets and the audit log each say of all calls so far. */
export interface Books {
  /** Held, and given back because the caller had left before anything was sent: wrk leaves in the middle of calls. */
  readonly unsentCalls: number
  readonly keyCalls: number
  readonly keySpentUsd: number
  readonly auditCalls: number
  readonly auditSpentUsd: number
}

/** @param name of its data folder. Throws with its own words where it does not start in this mode. */
export async function startKeybrake(folder: string, name: string, upstream: string, mode: Mode): Promise<Keybrake> {
  const database = mode === 'postgres' ? await startPostgresServer() : null
  const place = { folder, name, upstream, core: PROXY_CORE }
  try {
    const node = await startNode(place, {
      KEYBRAKE_DURABILITY: mode === 'lease' ? 'lease' : 'commit',
      ...(database === null ? {} : { KEYBRAKE_DATABASE_URL: database.url }),
    })
    const stop = async (): Promise<void> => {
      await node.stop()
      await database?.stop()
    }
    return { ...node, pids: [...node.pids, ...(database === null ? [] : [database.pid])], stop }
  } catch (error) {
    await database?.stop()
    throw error
  }
}

export interface NodePlace {
  readonly folder: string
  /** Of its data folder: another for each. */
  readonly name: string
  readonly upstream: string
  readonly core: number | string
  /** A program and its arguments that the process is started by. */
  readonly by?: readonly string[]
}

/** One process of Keybrake. Throws with its own words where it does not start. */
export async function startNode(
  { folder, name, upstream, core, by = [] }: NodePlace,
  settings: Readonly<Record<string, string>>,
): Promise<Keybrake> {
  const dataDir = join(folder, `keybrake-${name}`)
  mkdirSync(dataDir)
  const [command = '', ...args] = [...by, 'sh', '-c', START]
  const server = launch({
    core,
    command,
    args,
    cwd: REPOSITORY,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      KEYBRAKE_HOST: '127.0.0.1',
      KEYBRAKE_PORT: '0',
      KEYBRAKE_DATA_DIR: dataDir,
      KEYBRAKE_ADMIN_KEY: ADMIN_KEY,
      KEYBRAKE_MASTER_KEY: MASTER_KEY,
      KEYBRAKE_LOG_LEVEL: 'warn',
      STRIPE_SECRET_KEY: 'sk_test_bench_0123456789abcdef',
      KEYBRAKE_STRIPE_UPSTREAM: upstream,
      ...settings,
    },
  })
  try {
    await until('keybrake', () => READY.test(server.stdout()), server)
  } catch (error) {
    await server.stop()
    throw error
  }
  return { origin: READY.exec(server.stdout())?.[1] ?? '', pids: [server.pid], stop: server.stop }
}

/** What the call for a new key is asked with, 64 at once, by the bench of issuing. */
export const ISSUING = {
  path: '/vault/keys',
  headers: { Authorization: `Bearer ${ADMIN_KEY}`, 'Content-Type': 'application/json' },
  body: (label: string): string => JSON.stringify(keyRequest(label)),
} as const

const keyRequest = (label: string): object => ({
  vendor: 'stripe',
  allowed_endpoints: ['POST /v1/payment_intents'],
  total_usd_cap: 1_000_000_000,
  daily_usd_cap: 1_000_000_000,
  expires_in: '4h',
  label,
})

export async function issueKeys(origin: string, count: number): Promise<readonly string[]> {
  const keys: string[] = []
  while (keys.length < count) {
    const batch = Array.from({ length: Math.min(50, count - keys.length) }, async () => {
      const answer = await admin(origin, ISSUING.path, keyRequest('bench'))
      return String(answer['vault_key'])
    })
    keys.push(...(await Promise.all(batch)))
  }
  const different = new Set(keys).size
  if (different !== count) throw new Error(`${different} different keys were issued, not ${count}`)
  return keys
}

/** How many keys the registry has under a label. */
export async function countKeys(origin: string, label: string): Promise<number> {
  let count = 0
  for (let cursor = ''; ; ) {
    const page = await admin(origin, `/vault/keys?limit=1000&label=${label}${cursor}`)
    count += (page['data'] as readonly unknown[]).length
    if (page['next_cursor'] === null) return count
    cursor = `&cursor=${encodeURIComponent(String(page['next_cursor']))}`
  }
}

export async function books(origin: string): Promise<Books> {
  let keyCalls = 0
  let keySpentUsd = 0
  for (let cursor = ''; ; ) {
    const page = await admin(origin, `/vault/keys?limit=1000&label=bench${cursor}`)
    for (const key of page['data'] as readonly Record<string, unknown>[]) {
      keyCalls += Number(key['calls'])
      const lines = key['budgets'] as readonly Record<string, unknown>[]
      const total = lines.find((line) => line['kind'] === 'key' && line['window'] === 'total')
      keySpentUsd += Number(total?.['spent_usd']) + Number(total?.['held_usd'])
    }
    if (page['next_cursor'] === null) break
    cursor = `&cursor=${encodeURIComponent(String(page['next_cursor']))}`
  }
  const spend = await admin(origin, '/vault/spend?by=vendor')
  const lines = spend['data'] as readonly Record<string, unknown>[]
  const sum = (field: string): number => lines.reduce((total, line) => total + Number(line[field]), 0)
  return {
    unsentCalls: await unsentCalls(origin),
    keyCalls,
    keySpentUsd,
    auditCalls: sum('calls'),
    auditSpentUsd: sum('spent_usd') + sum('held_usd'),
  }
}

async function unsentCalls(origin: string): Promise<number> {
  let calls = 0
  for (let cursor = ''; ; ) {
    const page = await admin(origin, `/vault/audit?limit=1000&state=released${cursor}`)
    calls += (page['data'] as readonly Record<string, unknown>[]).filter((row) => row['error'] === 'client gone').length
    if (page['next_cursor'] === null) return calls
    cursor = `&cursor=${encodeURIComponent(String(page['next_cursor']))}`
  }
}

async function admin(origin: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
