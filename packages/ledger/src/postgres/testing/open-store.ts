/**
 * The PostgreSQL store as its tests open it: every folder has a database of its own. Processes that these tests start and kill
 * open theirs by this module too, so the server's address comes by environment.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { PostgresStoreOptions, Store } from '../../index.ts'
import { openPostgresStore } from '../index.ts'

const checkpointKey = new Uint8Array(32).fill(7)

/** The server that the store's databases are on. */
const SERVER = 'KEYBRAKE_TEST_DATABASE_URL'

/** Databases that this process has asked for, by name. */
const asked = new Set<string>()

const server = (): string => {
  const url = process.env[SERVER]
  if (url === undefined) throw new Error(`${SERVER} is not set`)
  return url
}

/** From now on stores are opened on this server, by the processes that this one starts too. */
export function useServer(url: string): void {
  process.env[SERVER] = url
}

/** A server that others go on using keeps nothing of these tests. */
export async function dropDatabases(): Promise<void> {
  for (const database of asked) await onDatabase(server(), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  asked.clear()
}

/** Runs SQL on a database of the server. */
export async function onDatabase(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The URL of the database of this name, which is made where it is missing. */
export async function databaseFor(name: string): Promise<string> {
  const database = `kb_${createHash('sha256').update(name).digest('hex').slice(0, 24)}`
  asked.add(database)
  const { rows } = await onDatabase(server(), `SELECT 1 FROM pg_database WHERE datname = '${database}'`)
  if (rows.length === 0) await onDatabase(server(), `CREATE DATABASE ${database}`)
  const url = new URL(server())
  url.pathname = `/${database}`
  return url.href
}

export async function openStore(
  dataDir: string,
  unwrittenMax?: number,
  told: Pick<PostgresStoreOptions, 'onMadeAnew'> = {},
): Promise<Store> {
  const url = await databaseFor(dataDir)
  await onDatabase(url, 'DROP FUNCTION IF EXISTS full_disk CASCADE')
  const bounds = unwrittenMax === undefined ? {} : { unwrittenMax }
  return openPostgresStore({ url, dataDir, checkpointKey, ...bounds, ...told })
}

const FULL = `
  CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT sum(length(entries)) > 200000 FROM keybrake_log) THEN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END IF;
    RETURN NEW;
  END $$;
  CREATE OR REPLACE TRIGGER full_disk BEFORE INSERT ON keybrake_log FOR EACH ROW EXECUTE FUNCTION full_disk()`

/** A store whose server says that its disk is full after a little writing, until `openStore` opens it again. */
export async function openFullStore(dataDir: string): Promise<Store> {
  const store = await openStore(dataDir)
  await onDatabase(await databaseFor(dataDir), FULL)
  return store
}
