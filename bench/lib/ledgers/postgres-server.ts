/** A PostgreSQL that runs until this process is told to end: its parts take over the core that this process is pinned to. */
import { startPostgres } from '../../../packages/ledger/testing/postgres/index.ts'

const postgres = await startPostgres()
const held = setInterval(() => undefined, 60_000)
process.once('SIGTERM', () => {
  clearInterval(held)
  void postgres.stop()
})
process.stdout.write(`postgres at ${await postgres.newDatabase()}\n`)
