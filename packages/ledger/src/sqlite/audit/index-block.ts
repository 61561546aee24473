/** How entries are found by their terms: full blocks from the file, the filling one from memory. */
import { Block } from './block.ts'
import { type BriefEntry, isFirst } from './line.ts'
import { BLOCK_ENTRIES, blockOf } from './pairs.ts'
import { scanLine } from './scan.ts'
import type { Segment } from './segment.ts'
import { groupTerm, termsOf } from './terms.ts'

/** `groupId` of a call's first entry, null of every other. */
export function indexEntry(block: Block, seq: number, entry: BriefEntry, groupId: number | null): void {
  block.addTime(entry.t)
  if (groupId !== null) block.addTerm(seq, groupTerm(groupId))
  for (const term of termsOf(entry)) block.addTerm(seq, term)
}

/** The block that was filling when the file was left. A block that is written already (the file was about to end) stays so. */
export function reopenBlock(segment: Segment, firstSeq: number, lastSeq: number): Block | null {
  const number = blockOf(lastSeq)
  if (lastSeq < firstSeq || segment.blocks()[0]?.block === number) return null
  const block = new Block(number)
  const from = Math.max(number * BLOCK_ENTRIES, firstSeq)
  for (const bundle of segment.bundles.from(from)) {
    for (let seq = Math.max(bundle.seq, from); seq < bundle.endSeq && seq <= lastSeq; seq += 1) {
      const entry = scanLine(bundle.entry(seq)?.line ?? '')
      indexEntry(block, seq, entry, isFirst(entry) ? (segment.call(seq)?.callGroup ?? null) : null)
    }
  }
  return block
}

/** Writes a full block (or the last one of a file), in rising order of terms: pages are only ever appended to. */
export function sealBlock(segment: Segment, block: Block): void {
  if (block.isEmpty) return
  for (const [bucket, pairs] of block.packed()) segment.run('addBucket', bucket, pairs)
  segment.run('addBlock', block.number, block.timeMin, block.timeMax)
}
