/**
 * `node scripts/reconcile.ts stripe --since 7d`: movements in the vendor's own books that match no call of the audit log. Asks a
 * running Keybrake as an operator; `docs/operating/following-money.md` says how to read it.
 *
 * Exit code 0: every movement passed the proxy; 1: some did not; 2: it could not be found out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { instant, type Instant, parseDuration, parseInstant, toRfc3339 } from '../packages/core/src/index.ts'
import { type BooksReport, reportBooks } from '../packages/server/src/jobs/books.ts'
import { adapters } from '../packages/vendors/src/all.ts'
import type { Movement } from '../packages/vendors/src/index.ts'
import { askAdmin, type Keybrake, openSource } from './lib/reconcile-source.ts'

const USAGE = 'usage: node scripts/reconcile.ts <connection> --since <7d | 2026-11-01 | 2026-11-01T08:00:00Z> [--json]'

async function run(args: readonly string[]): Promise<number> {
  const options = { since: { type: 'string' }, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [connection] = positionals
  const since = sinceOf(values.since ?? '')
  if (connection === undefined || positionals.length > 1 || since === null) throw new Error(USAGE)
  const keybrake = keybrakeOf()
  const { vendor } = await askAdmin(keybrake, 'GET', `/vault/connections/${encodeURIComponent(connection)}`)
  const adapter = adapters.get(String(vendor))
  const question = adapter?.movements?.(since, null)
  if (adapter === undefined || question === undefined) throw new Error(`the books of ${String(vendor)} cannot be read`)
  const { source, close } = await openSource(keybrake, connection, adapter.vendor, `GET ${question.path}`)
  try {
    const report = await reportBooks(adapter, since, source)
    process.stdout.write(values.json === true ? jsonText(since, report) : plainText(connection, since, report))
    return report.strays.length === 0 ? 0 : 1
  } finally {
    await close()
  }
}

/** Seven days back, a day (UTC), or a moment. */
function sinceOf(text: string): Instant | null {
  const back = parseDuration(text)
  if (back !== null) return instant(Date.now() - back)
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
}

/** The credential as the environment gives it, or as the first start left it in the data folder. */
function keybrakeOf(): Keybrake {
  const {
    KEYBRAKE_URL = 'http://127.0.0.1:8787',
    KEYBRAKE_API_KEY,
    KEYBRAKE_DATA_DIR = './keybrake-data',
  } = process.env
  const credential = KEYBRAKE_API_KEY ?? readFileSync(join(KEYBRAKE_DATA_DIR, 'admin-key'), 'utf8').trim()
  return { url: KEYBRAKE_URL.replace(/\/+$/, ''), credential }
}

const jsonText = (since: Instant, { seen, strays }: BooksReport): string =>
  `${JSON.stringify({ since: toRfc3339(since), seen, strays: strays.map(shown) }, null, 2)}\n`

const shown = ({ id, type, at, amount, currency, objects, callId }: Movement) => ({
  id,
  type,
  time: toRfc3339(at),
  amount,
  currency,
  objects,
  call_id: callId,
})

function plainText(connection: string, since: Instant, { seen, strays }: BooksReport): string {
  const head = `${connection}: ${seen} movements since ${toRfc3339(since)}, ${strays.length} did not pass the proxy`
  if (strays.length === 0) return `${head}\n`
  const rows = strays.map((one) => [
    toRfc3339(one.at),
    one.type,
    `${one.amount} ${one.currency}`,
    one.id,
    one.objects.join(' '),
  ])
  return `${[head, 'Amounts are in minor units.', '', ...table(rows), '', ...table(sums(strays))].join('\n')}\n`
}

/** How many there are of each type and currency, and what they come to. */
function sums(strays: readonly Movement[]): string[][] {
  const groups = Map.groupBy(strays, ({ type, currency }) => `${type} ${currency}`)
  return [...groups.values()].map((of) => {
    const total = of.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    const { type = '', currency = '' } = of[0] ?? {}
    return [`${of.length} × ${type}`, `${total} ${currency}`]
  })
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`reconcile: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
