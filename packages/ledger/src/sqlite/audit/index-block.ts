/** How entries are found by their terms: full blocks from the file, the filling one from memory. */
import { isFirst, parseLine } from './line.ts'
import type { Segment } from './segment.ts'
import { BLOCK_ENTRIES, Block, blockOf, groupTerm, packOffsets, termsOf } from './terms.ts'

const ENTRIES_A_READ = 1_000

/** The terms of the entries `from` … `to` of one block, read again from the entries themselves. */
export function readBlock(segment: Segment, from: number, to: number): Block {
  const block = new Block(blockOf(from))
  let next = from
  while (next <= to) {
    const entries = segment.entriesFrom(next, Math.min(ENTRIES_A_READ, to - next + 1))
    for (const { seq, line } of entries) {
      const entry = parseLine(line)
      const terms = termsOf(entry)
      const group = isFirst(entry) ? segment.call(seq)?.callGroup : undefined
      block.add(seq, entry.t, group === undefined ? terms : [groupTerm(group), ...terms])
    }
    const last = entries.at(-1)
    if (last === undefined) break
    next = last.seq + 1
  }
  return block
}

/** The block that was filling when the file was left. A block that is written already (the file was about to end) stays so. */
export function reopenBlock(segment: Segment, firstSeq: number, seq: number): Block | null {
  const number = blockOf(seq)
  if (seq < firstSeq || segment.blocks()[0]?.block === number) return null
  return readBlock(segment, Math.max(number * BLOCK_ENTRIES, firstSeq), seq)
}

/** Writes a full block (or the last one of a file), in rising order of terms: pages are only ever appended to. */
export function sealBlock(segment: Segment, block: Block): void {
  if (block.terms.size === 0 && block.timeMax === 0) return
  for (const term of new Float64Array([...block.terms.keys()]).sort()) {
    segment.run('addPosting', block.number, term, packOffsets(block.terms.get(term) ?? []))
  }
  segment.run('addBlock', block.number, block.timeMin, block.timeMax)
}
