/**
 * A log that is cut: snapshots of what it amounts to, and the end of its oldest parts. A store that begins, or was away for longer
 * than the log goes back, starts from the oldest snapshot there is; its audit log begins there too.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { beginLater } from '../sqlite/audit/begin-later.ts'
import { ledgerFile, restoredAt } from '../sqlite/writer/snapshot.ts'
import type { Writer } from '../sqlite/writer/writer.ts'
import { dropPartitions } from './partitions.ts'
import { bytesIn, numberIn, type Session } from './session.ts'

/** A value that any server and driver takes. */
const PART_BYTES = 4_000_000
/** Snapshots are apart by one part in so many of what is kept, so the log goes back by that much more than it must. */
const APART = 4

/** Whether the log begins with its first commit. */
export async function isWhole(session: Session): Promise<boolean> {
  const [row] = await session.all(
    'SELECT coalesce((SELECT min(number) FROM keybrake_log), number + 1) AS first FROM keybrake_log_head',
  )
  return numberIn(row, 'first') === 1
}

/**
 * Puts the oldest snapshot into an empty folder.
 *
 * @throws Error where there is none
 */
export async function restoreSnapshot(session: Session, dataDir: string, checkpointKey: Uint8Array): Promise<void> {
  const [oldest] = await session.all('SELECT min(number) AS number FROM keybrake_snapshots WHERE is_last')
  if (oldest?.['number'] === null) throw new Error('the log was cut, and there is no snapshot of what came before')
  const number = numberIn(oldest, 'number')
  const parts = Readable.from(partsOf(session, number))
  await pipeline(parts, createGunzip(), createWriteStream(ledgerFile(dataDir), { mode: 0o600 }))
  restoredAt(dataDir)
  beginLater(join(dataDir, 'audit'), checkpointKey, `behind commit ${number}`)
}

async function* partsOf(session: Session, number: number): AsyncGenerator<Buffer> {
  for (let part = 0, isLast = false; !isLast; part++) {
    const [row] = await session.all(
      `SELECT data, is_last FROM keybrake_snapshots WHERE number = ${number} AND part = ${part}`,
    )
    if (row === undefined) throw new Error(`part ${part} of the snapshot at commit ${number} is missing`)
    isLast = row['is_last'] === true
    yield bytesIn(row, 'data')
  }
}

/**
 * Takes a snapshot where the newest one is old, and drops what nobody needs who keeps what came after `before`: parts of the log,
 * and older snapshots. Calls go on meanwhile.
 *
 * @param before epoch milliseconds
 */
export async function cutLog(session: Session, writer: Writer, before: number): Promise<void> {
  const [newest] = await session.all(
    `SELECT coalesce(max(taken_at), 0) AS taken_at, (extract(epoch FROM now()) * 1000)::bigint AS now
      FROM keybrake_snapshots`,
  )
  const now = numberIn(newest, 'now')
  if (now - numberIn(newest, 'taken_at') >= (now - before) / APART) await takeSnapshot(session, writer, now)
  const [base] = await session.all(
    `SELECT coalesce(max(number), 0) AS number FROM keybrake_snapshots WHERE taken_at < ${Math.trunc(before)}`,
  )
  const number = numberIn(base, 'number')
  await session.all(`DELETE FROM keybrake_snapshots WHERE number < ${number}`)
  await dropPartitions(session, number)
}

async function takeSnapshot(session: Session, writer: Writer, takenAt: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-snapshot-'))
  try {
    const path = join(folder, 'ledger.db')
    const number = await writer.copyTo(path)
    const put = async (part: number, data: Buffer, isLast: boolean): Promise<unknown> =>
      session.all(
        `INSERT INTO keybrake_snapshots (number, part, is_last, taken_at, data)
          VALUES ($1, $2, $3, $4, $5) ON CONFLICT (number, part) DO NOTHING`,
        [number, part, isLast, Math.trunc(takenAt), data],
      )
    await session.all('BEGIN')
    let part = 0
    let waiting = Buffer.alloc(0)
    for await (const chunk of createReadStream(path).pipe(createGzip()) as AsyncIterable<Buffer>) {
      waiting = Buffer.concat([waiting, chunk])
      if (waiting.length < PART_BYTES) continue
      await put(part++, waiting, false)
      waiting = Buffer.alloc(0)
    }
    await put(part, waiting, true)
    await session.all('COMMIT')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
