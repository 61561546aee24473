/** What the log looks like when it is opened: its tip, and everything about it that is not as it was left. */
import { type Checkpoint, EMPTY, readCheckpoint } from './checkpoint.ts'
import type { Files } from './files.ts'
import { type Head, isSignedHead } from './head.ts'

export interface Inspection {
  readonly tip: Head | null
  readonly checkpoint: Checkpoint
  readonly faults: readonly string[]
}

export function inspect(files: Files, key: Uint8Array): Inspection {
  const read = readCheckpoint(files.dir, key)
  const faults: string[] = []
  if (typeof read === 'string' && files.names.length > 0) faults.push(read)
  const checkpoint = typeof read === 'string' ? EMPTY : read
  dropLeftovers(files, checkpoint)
  for (const { name } of checkpoint.files) if (!files.names.includes(name)) faults.push(`audit file ${name} is missing`)
  const newest = files.names.at(-1)
  if (newest === undefined) return { tip: null, checkpoint, faults }
  const tip = files.head(newest)
  faults.push(...tipFaults(files, key, newest, tip), ...checkpointFaults(files, checkpoint, tip))
  return { tip, checkpoint: typeof read === 'string' ? { ...EMPTY, files: filesNow(files) } : checkpoint, faults }
}

/** Retention wrote its checkpoint, and the process ended before the files were gone. */
function dropLeftovers(files: Files, checkpoint: Checkpoint): void {
  const base = checkpoint.base
  if (base === null) return
  while (files.names[0] !== undefined && files.names.length > 1 && files.head(files.names[0]).seq <= base.seq) {
    files.dropOldest()
  }
}

function tipFaults(files: Files, key: Uint8Array, name: string, tip: Head): readonly string[] {
  const stored = files.open(name).head()
  if (stored === null || !isSignedHead(key, tip, stored.mac))
    return [`the head of audit file ${name} is not signed by this store`]
  const last = files.entry(tip.seq)
  if (last === null) return [`entry ${tip.seq} is missing: the end of ${name} was cut off`]
  return last.hash === tip.hash ? [] : [`entry ${tip.seq} is not the one that the head of ${name} names`]
}

export function checkpointFaults(files: Files, checkpoint: Checkpoint, tip: Head): readonly string[] {
  const faults: string[] = []
  for (const head of checkpoint.heads) {
    if (head.chain !== tip.chain) faults.push(`chain ${head.chain} of the checkpoint is gone`)
    else if (head.seq > tip.seq) faults.push(`entries ${tip.seq + 1} to ${head.seq} are missing: the log was cut off`)
    else {
      const entry = files.entry(head.seq)
      if (entry !== null && entry.hash !== head.hash) {
        faults.push(`entry ${head.seq} is not the one that the checkpoint names`)
      }
    }
  }
  return faults
}

const filesNow = (files: Files): Checkpoint['files'] =>
  files.names.map((name) => {
    const { seq, hash } = files.head(name)
    return { name, seq, hash }
  })
