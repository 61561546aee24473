/** Entries by an id, newest first: a probe per block of the index. */
import type { Block } from './block.ts'
import { NEWEST } from './cursor.ts'
import type { Files } from './files.ts'
import { isFirst, parseLine } from './line.ts'
import { blockOf } from './pairs.ts'
import { idTerm } from './terms.ts'

/** What reads of the log need: its files, and the block of the newest one that is still in memory. */
export interface LogView {
  readonly files: Files
  readonly openBlock: Block | null
}

/** Seqs of entries with a term in a file, block by block from the one of `last`; within a block rising. */
export function* seqsOfTerm(view: LogView, name: string, term: number, last = NEWEST): Generator<readonly number[]> {
  const open = name === view.files.names.at(-1) ? view.openBlock : null
  if (open !== null && open.number <= blockOf(last)) yield open.seqs(term)
  for (const { block } of view.files.open(name).blocks()) {
    if (block <= blockOf(last)) yield view.files.open(name).postings(block, term)
  }
}

/** Seq of the entry that began the call, or null. Who knows of a `last` entry it cannot be after is answered sooner. */
export function findCall(view: LogView, callId: string, last = NEWEST): number | null {
  const term = idTerm(callId)
  for (const name of view.files.names.toReversed()) {
    if (view.files.firstSeq(name) > last) continue
    for (const seqs of seqsOfTerm(view, name, term, last)) {
      for (const seq of seqs) {
        const stored = view.files.open(name).bundles.entry(seq)
        const entry = stored === null ? null : parseLine(stored.line)
        if (entry !== null && isFirst(entry) && entry.id === callId) return seq
      }
    }
  }
  return null
}
