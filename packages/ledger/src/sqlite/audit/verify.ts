/**
 * Recomputes the log from its entries: hashes, rows, totals, index, signed heads and the checkpoint. Names the first fault.
 * One pass in the order of the chain; a file's totals and what of it is read again stay in memory, its entries do not.
 */
import type { VerifyReport } from '../../audit.ts'
import { BoundedMap } from './bounded.ts'
import { genesis, type Hash } from './chain.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { Fault } from './fault.ts'
import type { LogView } from './find.ts'
import { type Head, isSignedHead } from './head.ts'
import { checkpointFaults } from './inspect.ts'
import type { Steps } from './page.ts'
import type { Segment } from './segment.ts'
import { FileCheck, type MetCalls, type SharedCounts } from './verify-file.ts'

/** A call's outcome comes soon; of one that was met longer ago the index tells. */
const CALLS_KEPT = 100_000

interface Sums {
  entries: number
  readonly chains: Set<string>
  readonly shared: SharedCounts
  readonly met: MetCalls
}

export function* verifyLog(view: LogView, key: Uint8Array): Steps<VerifyReport> {
  const sums: Sums = { entries: 0, chains: new Set(), shared: new Map(), met: new BoundedMap(CALLS_KEPT) }
  let fault: string | null = null
  try {
    const checkpoint = checkCheckpoint(view, key)
    let before = baseOf(checkpoint)
    for (const name of [...view.files.names]) {
      before = yield* checkFile(view, key, name, before, sums, checkpoint.base !== null)
    }
    checkShared(sums.shared)
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    fault = cause.message
  }
  return { ok: fault === null, entries: sums.entries, chains: sums.chains.size, fault }
}

interface Start {
  readonly chain: string
  readonly seq: number
  readonly hash: Hash
}

const baseOf = ({ base }: Checkpoint): Start | null =>
  base === null ? null : { chain: base.chain, seq: base.seq, hash: base.hash }

function checkCheckpoint(view: LogView, key: Uint8Array): Checkpoint {
  const read = readCheckpoint(view.files.dir, key)
  if (typeof read === 'string') throw new Fault(read)
  const missing = read.files.find(({ name }) => !view.files.names.includes(name))
  if (missing !== undefined) throw new Fault(`audit file ${missing.name} is missing`)
  const newest = view.files.names.at(-1)
  if (newest === undefined) {
    if (read.heads.length > 0) throw new Fault('every file of the audit log is missing')
    return read
  }
  const fault = checkpointFaults(view.files, read, view.files.head(newest))[0]
  if (fault !== undefined) throw new Fault(fault)
  return read
}

/** The head of a file: signed, and joined to what went before. */
function checkHead(segment: Segment, key: Uint8Array, before: Start | null): Head {
  const name = segment.name
  const stored = segment.head()
  if (stored === null) throw new Fault(`audit file ${name} has no head`)
  const { head, mac } = stored
  if (!isSignedHead(key, head, mac)) throw new Fault(`the head of audit file ${name} is not signed by this store`)
  const start = before ?? { chain: head.chain, seq: 0, hash: genesis(head.chain) }
  if (head.chain !== start.chain || head.firstSeq !== start.seq + 1 || head.firstHash !== start.hash) {
    throw new Fault(`audit file ${name} does not follow entry ${start.seq}`)
  }
  return head
}

/** A snapshot of its own keeps rows and totals of one moment together while the log goes on. */
function* checkFile(
  view: LogView,
  key: Uint8Array,
  name: string,
  before: Start | null,
  sums: Sums,
  hasBase: boolean,
): Steps<Start> {
  const segment = view.files.snapshot(name)
  try {
    const head = checkHead(segment, key, before)
    sums.chains.add(head.chain)
    const check = new FileCheck(view, segment, head, sums, hasBase, name !== view.files.names.at(-1))
    for (const bundle of segment.bundles.from(head.firstSeq)) {
      check.bundle(bundle)
      sums.entries += bundle.endSeq - bundle.seq
      sums.met.trim()
      yield
    }
    check.end()
    return { chain: head.chain, seq: head.seq, hash: head.hash }
  } finally {
    segment.close()
  }
}

function checkShared(shared: SharedCounts): void {
  for (const [call, { row, entries }] of shared) {
    if (row !== entries + 1) throw new Fault(`the row of entry ${call} was changed: count`)
  }
}
