/** Opens the ledger of a data folder: what the last process left in the journal goes to its rows first. */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { eraseRecord, Journal, type Segment } from '../journal/journal.ts'
import { takeOver } from '../journal/left.ts'
import { JournalReader } from '../journal/reader.ts'
import type { JournalRecord } from '../journal/record.ts'
import { journalDir, segmentPath, segmentsIn } from '../journal/segments.ts'
import { Blocks } from './blocks.ts'
import { distrustAtOpening, heedMarker } from './boot.ts'
import { type AnyVerb, Commits } from './commits.ts'
import { houseVerbs } from './house.ts'
import { countBlocks } from './money/count-blocks.ts'
import { giveUp } from './money/give-up.ts'
import { moneyVerbs } from './money/index.ts'
import { recover } from './money/recover.ts'
import type { RedoBounds } from './redo.ts'
import { registryVerbs } from './registry/index.ts'
import { type Mark, storedLastWithRows, storedMark, storeMark } from './journal-mark.ts'
import { Unit } from './unit.ts'

/** A file of the data folder: a sync failed when it was opened last. */
const UNSYNCED = 'unsynced'

const VERBS: ReadonlyMap<string, AnyVerb> = new Map(
  Object.entries({ ...houseVerbs, ...moneyVerbs, ...registryVerbs, recover, countBlocks, giveUp }) as [
    string,
    AnyVerb,
  ][],
)

export interface OpenLedger {
  readonly unit: Unit
  readonly journal: Journal
  readonly commits: Commits
  /** Null: it has no leases. */
  readonly blocks: Blocks | null
}

export interface OpenOptions {
  /** Its number among stores that share a log; 0: it shares none. */
  readonly node?: number
  /** Of the journal: how tests see a full disk. */
  readonly bytesMax?: number | undefined
  readonly segmentBytes?: number | undefined
  /** Calls that lie in blocks need not wait for the disk. */
  readonly hasLeases?: boolean
}

/**
 * @throws Error where journal and ledger.db are not of one moment, or the journal is damaged
 */
export function openLedger(
  db: DatabaseSync,
  dataDir: string,
  bounds: RedoBounds,
  { node = 0, bytesMax, segmentBytes, hasLeases = false }: OpenOptions = {},
): OpenLedger {
  const dir = journalDir(dataDir)
  const marker = join(dataDir, UNSYNCED)
  heedMarker(db, marker)
  try {
    takeOver(dir)
  } catch (error) {
    distrustAtOpening(db, marker)
    throw error
  }
  const before = segmentsIn(dir)
  const mark = replay(db, dir, before, bounds)
  const options = { bytesMax, segmentBytes, runsAhead: hasLeases }
  const journal = new Journal(dir, mark, complete(before, mark), options)
  const blocks = hasLeases ? new Blocks(mark.number) : null
  // The first unit read rows that are old now.
  const unit = new Unit(db, bounds, mark, node, blocks)
  return { unit, journal, commits: new Commits(db, unit, VERBS, journal, node !== 0), blocks }
}

/** The commit of this number, where the journal still has it. */
export function commitIn(dataDir: string, number: number): JournalRecord | null {
  if (number === 0) return null
  const reader = new JournalReader(journalDir(dataDir), number)
  try {
    const record = reader.read()
    return record?.number === number ? record : null
  } finally {
    reader.close()
  }
}

/** Where a segment's own last batch is not known, that of the whole journal keeps it a little longer. */
const complete = (segments: readonly number[], { number, batch }: Mark): readonly Segment[] =>
  segments
    .filter((first) => first <= number)
    .map((first, index, all) => ({ first, last: (all[index + 1] ?? number + 1) - 1, batch }))

function replay(db: DatabaseSync, dir: string, segments: readonly number[], bounds: RedoBounds): Mark {
  let mark = storedMark(db)
  const lastWithRows = storedLastWithRows(db)
  const oldest = segments[0]
  if (oldest !== undefined && oldest > mark.number + 1)
    throw new Error(`the journal begins at commit ${oldest}, ledger.db needs ${mark.number + 1}: one of them is a copy`)
  const reader = new JournalReader(dir, mark.number + 1)
  const { redo } = new Unit(db, bounds, mark, 0)
  db.exec('BEGIN IMMEDIATE')
  for (let record = reader.read(); record !== null; record = reader.read()) {
    if (record.hasRows && record.number > lastWithRows) {
      const { segment, offset } = reader.last
      if (reader.read() !== null)
        throw new Error(
          `ledger.db lacks the rows of commit ${record.number}, which others followed: it is an older copy`,
        )
      // The process ended between the record and its rows. Nobody was told of it.
      drop(dir, segment, offset)
      break
    }
    redo.apply(record.redo)
    mark = { number: record.number, batch: record.batch, clock: Math.max(mark.clock, record.clock) }
  }
  reader.close()
  const newest = segments.at(-1)
  if (newest !== undefined && newest > mark.number + 1)
    throw new Error(`the journal is damaged behind commit ${mark.number}: later ones cannot be read`)
  if (lastWithRows > mark.number)
    // The journal is gone, or an older copy: numbers are never used twice.
    mark = { ...mark, number: lastWithRows }
  storeMark(db, mark)
  db.exec('COMMIT')
  return mark
}

function drop(dir: string, segment: number, offset: number): void {
  const path = segmentPath(dir, segment)
  const fd = openSync(path, 'r+')
  eraseRecord(fd, offset)
  fsyncSync(fd)
  closeSync(fd)
}
