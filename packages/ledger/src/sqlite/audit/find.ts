/** Entries by an id, newest first: a probe per block of the index. */
import type { Files } from './files.ts'
import { isFirst, parseLine } from './line.ts'
import { BLOCK_ENTRIES, type Block, idTerm } from './terms.ts'

/** What reads of the log need: its files, and the block of the newest one that is still in memory. */
export interface LogView {
  readonly files: Files
  readonly openBlock: Block | null
}

/** Seqs of entries with a term in a file, block by block from the newest; within a block rising. */
export function* seqsOfTerm(view: LogView, name: string, term: number): Generator<readonly number[]> {
  if (view.openBlock !== null && name === view.files.names.at(-1)) yield view.openBlock.seqs(term)
  for (const { block } of view.files.open(name).blocks()) {
    yield view.files
      .open(name)
      .postings(block, term)
      .map((offset) => block * BLOCK_ENTRIES + offset)
  }
}

/** Seq of the entry that began the call, or null. */
export function findCall(view: LogView, callId: string): number | null {
  const term = idTerm(callId)
  for (const name of view.files.names.toReversed()) {
    for (const seqs of seqsOfTerm(view, name, term)) {
      for (const seq of seqs) {
        const stored = view.files.open(name).entry(seq)
        const entry = stored === null ? null : parseLine(stored.line)
        if (entry !== null && isFirst(entry) && entry.id === callId) return seq
      }
    }
  }
  return null
}
