/** What a process left of the journal, before it is read: a segment without its name, and what was written but not synced. */
import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, unlinkSync } from 'node:fs'
import { JournalReader } from './reader.ts'
import { HEADER_BYTES, JournalRecord } from './record.ts'
import { nextPath, segmentPath, segmentsIn } from './segments.ts'

/** Makes durable what is there. What is read from now on was never lost, and is never lost again. */
export function takeOver(dir: string): void {
  nameNext(dir)
  for (const first of segmentsIn(dir)) syncFile(segmentPath(dir, first))
  syncFile(dir)
}

/** The segment that was begun before the one ahead of it was synced: of use only where no record between them is missing. */
function nameNext(dir: string): void {
  const path = nextPath(dir)
  if (!existsSync(path)) return
  const newest = segmentsIn(dir).at(-1)
  const first = firstNumber(path)
  if (newest !== undefined && first !== null && first === behind(dir, newest)) renameSync(path, segmentPath(dir, first))
  else unlinkSync(path)
}

/** Number of the commit that would follow the segment. */
function behind(dir: string, segment: number): number {
  const reader = new JournalReader(dir, segment)
  while (reader.read() !== null);
  reader.close()
  return reader.next
}

function firstNumber(path: string): number | null {
  const fd = openSync(path, 'r')
  const header = Buffer.alloc(HEADER_BYTES)
  const length = readSync(fd, header, 0, HEADER_BYTES, 0)
  closeSync(fd)
  return length < HEADER_BYTES ? null : new JournalRecord(header).number
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
