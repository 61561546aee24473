/** Calls as they end, and admin actions, from the stream of events. */
import type { AuditFilter, AuditQuery, VaultEvent } from '@keybrake/client'
import type { Cli } from '../../cli.ts'
import type { Row } from '../../output/columns.ts'
import { csvHeader, csvRow } from '../../output/csv.ts'
import { usdCell } from '../../output/money.ts'
import { jsonText, plain } from '../../output/plain.ts'
import type { Style, Terminal } from '../../output/terminal.ts'
import { CALL_COLUMNS, ending, rowId } from './columns.ts'
import { matches } from './matches.ts'

/** Facts of calls under way, to be joined with their outcome. */
const CALLS_MAX = 10_000

export async function follow(cli: Cli, filter: AuditFilter): Promise<void> {
  const signal = cli.interrupted
  const { out } = cli
  const calls = new CallFacts()
  if (out.format === 'csv') await out.write(csvHeader(CALL_COLUMNS))
  else if (out.isForPeople) out.note('Following; Ctrl-C ends it.')
  let lastTime: string | null = null
  for await (const event of cli.client.events.watch({ signal })) {
    if (event.kind === 'gap') {
      if (lastTime !== null) await catchUp(cli, filter, lastTime)
      continue
    }
    lastTime = event.data.time
    const row = calls.joined(event)
    if (matches(row, event.kind === 'admin', filter)) await write(cli, event, row)
  }
}

/** What the server remembers no more of the stream stands in its log. */
async function catchUp(cli: Cli, filter: AuditFilter, from: string): Promise<void> {
  const query: AuditQuery = { ...filter, kind: filter.kind ?? 'all', from }
  const missed = await cli.client.audit.list(query).toArray()
  for (const row of missed.reverse() as readonly object[]) {
    const fields = row as Row
    await write(cli, { kind: fields['kind'] === 'admin' ? 'admin' : 'outcome', id: null, data: fields }, fields)
  }
}

type Told = VaultEvent | { readonly kind: 'admin' | 'outcome'; readonly id: null; readonly data: Row }

async function write({ out }: Cli, event: Told, row: Row): Promise<void> {
  const line = { event: event.kind, ...(event.id === null ? {} : { event_id: event.id }), ...(event.data as Row) }
  if (out.format === 'json' || out.format === 'jsonl') return out.write(`${jsonText(line)}\n`)
  // For people and spreadsheets a call is one line: when it has ended.
  if (event.kind === 'call') return
  if (out.format === 'csv') return event.kind === 'admin' ? undefined : out.write(csvRow(CALL_COLUMNS, row))
  if (out.format === 'name') return out.write(`${plain(rowId(row))}\n`)
  await out.write(event.kind === 'admin' ? adminLine(row, out.out) : callLine(row, out.out))
}

class CallFacts {
  readonly #calls = new Map<string, Row>()

  /** The event with what was told of its call before. */
  joined({ kind, data }: Exclude<VaultEvent, { kind: 'gap' }>): Row {
    if (kind === 'admin') return data as unknown as Row
    const row: Row = { decision: kind === 'refused' ? 'refused' : 'allowed', ...this.#calls.get(data.call_id), ...data }
    if (kind === 'call') {
      if (this.#calls.size >= CALLS_MAX) this.#calls.delete(this.#calls.keys().next().value ?? '')
      this.#calls.set(data.call_id, row)
    } else this.#calls.delete(data.call_id)
    return row
  }
}

const DECISIONS: Readonly<Record<string, Style>> = { allowed: 'green', refused: 'red', observed: 'yellow' }

function callLine(row: Row, terminal: Terminal): string {
  const decision = String(row['decision'])
  const style = DECISIONS[decision]
  const word = decision.padEnd(8)
  const parts = [
    timeOfDay(row['time'], terminal),
    style === undefined ? word : terminal.paint(style, word),
    usdCell(row['cost_usd'] ?? (decision === 'refused' ? undefined : row['reserved_usd']), false).padStart(10),
    plain(String(ending(row) ?? '-')).padEnd(14),
    plain(String(row['operation'] ?? row['path'] ?? '-')).padEnd(24),
    plain(String(row['key_label'] ?? '-')),
    terminal.paint('dim', plain(rowId(row))),
  ]
  return `${parts.join('  ')}\n`
}

function adminLine(row: Row, terminal: Terminal): string {
  const what = [row['action'], row['subject'], `by ${String(row['principal'])}`].map((text) =>
    plain(String(text ?? '-')),
  )
  return `${timeOfDay(row['time'], terminal)}  ${terminal.paint('cyan', 'admin   ')}  ${what.join('  ')}\n`
}

/** Local time on a terminal, where one looks at it now. */
const timeOfDay = (time: unknown, { isTerminal }: Terminal): string =>
  isTerminal && typeof time === 'string' ? new Date(time).toLocaleTimeString('en-GB') : String(time)
