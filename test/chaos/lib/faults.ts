/** What can happen to a server and to the way there. Each is over when its promise resolves. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import { withClient } from '../../../packages/ledger/testing/postgres/connect.ts'
import type { OwnPostgres } from '../../../packages/ledger/testing/postgres/own-postgres.ts'
import type { CommitFault, Relay } from '../../../packages/ledger/src/postgres/testing/relay.ts'
import { serverPids } from '../../../packages/ledger/src/postgres/testing/server-pids.ts'

export interface Ground {
  readonly postgres: OwnPostgres
  /** The database of the stores, past every relay, as one who may do anything there. */
  readonly adminUrl: string
  /** Between each store and the server. */
  readonly relays: readonly Relay[]
  /** In [0, 1). */
  readonly random: () => number
  /** How long what lasts may last at most. */
  readonly longestMs: number
}

export interface Fault {
  readonly name: string
  /** Of a hundred. */
  readonly share: number
  readonly strike: (ground: Ground) => Promise<void>
}

/** SQLSTATE. */
const DEADLOCK_DETECTED = '40P01'
/** An order that no COMMIT meets in this time is taken back: then nobody writes. */
const ORDER_MS = 12_000

const between = ({ random }: Ground, leastMs: number, mostMs: number): number => leastMs + random() * (mostMs - leastMs)

const cutAt = (fault: CommitFault, share: number): Fault => ({
  name: `connection cut at COMMIT: ${fault}`,
  share,
  strike: async (ground) => {
    const relay = anyRelay(ground)
    const met = relay.order(fault)
    await Promise.race([met, sleep(ORDER_MS)])
    relay.cancel()
  },
})

/** Faults that last up to `longestMs`. */
export const LASTING: readonly Fault[] = [
  {
    name: 'the server stands still',
    share: 4,
    strike: async (ground) => {
      const pids = serverPids(ground.postgres)
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      try {
        await sleep(between(ground, 1_000, ground.longestMs))
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT')
      }
    },
  },
  {
    name: 'nothing passes between one store and the server',
    share: 4,
    strike: async (ground) => {
      const relay = anyRelay(ground)
      relay.freeze()
      await sleep(between(ground, 500, ground.longestMs))
      relay.thaw()
    },
  },
  {
    name: 'one store cannot connect',
    share: 4,
    strike: async (ground) => {
      const relay = anyRelay(ground)
      relay.refuse()
      await sleep(between(ground, 100, ground.longestMs / 2))
      relay.refuse(false)
    },
  },
]

export const FAULTS: readonly Fault[] = [
  cutAt('before', 12),
  cutAt('half', 6),
  cutAt('with', 12),
  cutAt('after', 14),
  cutAt('swallow', 2),
  {
    name: 'every connection reset at any moment',
    share: 14,
    strike: async (ground) => {
      await sleep(between(ground, 0, 30))
      for (const relay of ground.relays) relay.cut()
    },
  },
  {
    name: 'the server ends the stores’ connections',
    share: 8,
    strike: async ({ adminUrl }) => withClient(adminUrl, endStores),
  },
  {
    name: 'kill -9 of the server',
    share: 12,
    strike: async (ground) => {
      await sleep(between(ground, 0, 50))
      await ground.postgres.kill9()
      await sleep(between(ground, 0, 400))
      await ground.postgres.restart()
    },
  },
  ...LASTING,
  { name: 'no connections left', share: 4, strike: crowd },
  { name: 'the disk of the log is full', share: 4, strike: fullDisk },
]

function anyRelay({ relays, random }: Ground): Relay {
  const relay = relays[Math.floor(random() * relays.length)]
  if (relay === undefined) throw new Error('there is no relay')
  return relay
}

const endStores = async (client: Client): Promise<void> => {
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keybrake'")
}

/** Others take every connection that the server has for whoever is no superuser, and the stores lose theirs. */
async function crowd(ground: Ground): Promise<void> {
  const { adminUrl, postgres } = ground
  const owner = new URL(adminUrl)
  owner.username = 'keybrake'
  const crowd: Client[] = []
  const enter = async (): Promise<boolean> => {
    const client = new Client({ connectionString: owner.href, application_name: 'crowd' })
    client.on('error', () => undefined)
    const isIn = await client.connect().then(
      () => true,
      () => false,
    )
    if (isIn) crowd.push(client)
    return isIn
  }
  while (await enter()) if (crowd.length > 1_000) throw new Error('the server has no bound on connections')
  await withClient(postgres.url, endStores)
  const endMs = performance.now() + between(ground, 500, 1_500)
  // Whatever place gets free is taken at once.
  while (performance.now() < endMs) if (!(await enter())) await sleep(5)
  await Promise.all(crowd.map((client) => client.end().catch(() => undefined)))
}

const FULL = `
  CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
  END $$;
  CREATE OR REPLACE TRIGGER full_disk BEFORE INSERT ON keybrake_log FOR EACH ROW EXECUTE FUNCTION full_disk()`

async function fullDisk(ground: Ground): Promise<void> {
  await withClient(ground.adminUrl, async (client) => {
    await untilNoDeadlock(client, FULL)
    await sleep(between(ground, 300, 1_500))
    await untilNoDeadlock(client, 'DROP FUNCTION full_disk CASCADE')
  })
}

/** These lock the log's tables in another order than a commit does. The server ends one of the two; a store asks again as well. */
async function untilNoDeadlock(client: Client, sql: string): Promise<void> {
  for (;;)
    try {
      await client.query(sql)
      return
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== DEADLOCK_DETECTED) throw error
    }
}
