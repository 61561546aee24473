/**
 * The whole result of an audit query as a stream. Pages are read only as fast as the reader takes them, and no further
 * once it hangs up: `Readable.from` pulls, and ends the iteration when it is destroyed.
 */
import { Readable } from 'node:stream'
import { csvHeader, csvRow } from '@keybrake/contract'
import type { AuditRow } from '@keybrake/ledger'
import { auditRowAnswer } from './audit-answer.ts'

type Pages = AsyncIterable<readonly AuditRow[]>

interface Export {
  readonly type: string
  /** @param sees as in `Caller` */
  readonly write: (pages: Pages, sees: string | null) => Readable
}

const stream =
  (chunks: (pages: Pages, sees: string | null) => AsyncIterable<string>): Export['write'] =>
  (pages, sees) =>
    Readable.from(chunks(pages, sees), { objectMode: false })

export const EXPORTS: Readonly<Record<'json' | 'jsonl' | 'csv', Export>> = {
  json: { type: 'application/json', write: stream(jsonChunks) },
  jsonl: { type: 'application/x-ndjson', write: stream(jsonlChunks) },
  csv: { type: 'text/csv; charset=utf-8; header=present', write: stream(csvChunks) },
}

/** The shape of a page, but whole. */
async function* jsonChunks(pages: Pages, sees: string | null): AsyncIterable<string> {
  yield '{"data":['
  let before = ''
  for await (const rows of pages) {
    if (rows.length === 0) continue
    yield before + rows.map((row) => JSON.stringify(auditRowAnswer(row, sees))).join(',')
    before = ','
  }
  yield '],"next_cursor":null}'
}

async function* jsonlChunks(pages: Pages, sees: string | null): AsyncIterable<string> {
  for await (const rows of pages)
    if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(auditRowAnswer(row, sees))}\n`).join('')
}

async function* csvChunks(pages: Pages, sees: string | null): AsyncIterable<string> {
  yield csvHeader()
  for await (const rows of pages)
    if (rows.length > 0) yield rows.map((row) => csvRow(auditRowAnswer(row, sees))).join('')
}
